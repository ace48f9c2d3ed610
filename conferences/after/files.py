"""The minutes as files for other programs: JSON whole, CSV with one line an answer."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from conferences.after.minutes import Minutes, MinutesEntry
from conferences.projections import QuestionAnswerView
from core.exporting import csv_stream

COLUMNS = (
    "number",
    "asked_at",
    "author",
    "language",
    "question",
    "votes",
    "comments",
    "promised",
    "merged_into",
    "merged_numbers",
    "answer",
    "answered_by",
    "post",
    "answered_at",
    "answer_language",
    "time_mark",
)


def minutes_json(minutes: Minutes) -> str:
    """The whole document; its keys stay."""
    return json.dumps(_document(minutes), ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)


def minutes_csv(minutes: Minutes) -> Iterator[bytes]:
    """A line for each answer, one for a question without, one for a merged question."""
    return csv_stream(COLUMNS, _lines(minutes))


def _document(minutes: Minutes) -> dict[str, Any]:
    card = minutes.conference
    times = ("announced_at", "opens_at", "closes_at", "answers_from_at", "answers_due_at")
    more = ("summary_due_at", "summary_published_at", "archived_at", "cancelled_at")
    promise = minutes.promise
    return {
        "document": "conference-minutes",
        "version": 1,
        "language": minutes.language,
        "made_at": minutes.made_at,
        "address": minutes.address,
        "key": card.key,
        "theme": card.theme,
        "agency": {"key": card.agency_key, "name": card.agency},
        "phase": card.phase,
        "cancel_reason": card.cancel_reason,
        **{name: getattr(card, name) for name in (*times, *more)},
        "speakers": [{"person": row.person, "title": row.title} for row in card.speakers],
        "summary": minutes.summary_text,
        "figures": asdict(minutes.figures) if minutes.figures else None,
        "promise": {
            "promised": promise.total,
            "answered": promise.answered,
            "answered_in_time": promise.in_time,
            "due_at": promise.due,
            "late": promise.late,
        },
        "questions": [_question(entry) for entry in minutes.entries],
        "merged": [{"number": number, "into": into} for number, into in minutes.merged],
    }


def _question(entry: MinutesEntry) -> dict[str, Any]:
    question = entry.question
    plain = ("number", "author", "language", "asked_at", "text", "votes", "comments", "promised")
    return {
        **{name: getattr(question, name) for name in plain},
        "merged_numbers": list(entry.merged),
        "answers": [_answer(answer) for answer in question.answers],
    }


def _answer(answer: QuestionAnswerView) -> dict[str, Any]:
    plain = ("person", "title", "language", "answered_at", "time_mark", "recording_url")
    return {"text": answer.body, **{name: getattr(answer, name) for name in plain}}


def _lines(minutes: Minutes) -> Iterator[list[Any]]:
    for entry in minutes.entries:
        asked = _asked(entry)
        for answer in entry.question.answers or (None,):
            yield [*asked, *_answered(answer)]
    empty = [None] * (len(COLUMNS) - 9)
    for number, into in minutes.merged:
        yield [number, *[None] * 7, into, *empty]


def _asked(entry: MinutesEntry) -> list[Any]:
    question = entry.question
    numbers = " ".join(str(number) for number in entry.merged)
    plain = ("number", "asked_at", "author", "language", "text", "votes", "comments", "promised")
    return [*(getattr(question, name) for name in plain), None, numbers]


def _answered(answer: QuestionAnswerView | None) -> list[Any]:
    if answer is None:
        return [None] * 6
    plain = ("body", "person", "title", "answered_at", "language", "time_mark")
    return [getattr(answer, name) for name in plain]
