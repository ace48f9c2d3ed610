"""Conferences in each phase: questions with their votes, answers, comments and documents.

The rows are made as they would stand after the verbs; what waits for a moderator comes through the
verbs themselves. Votes are rows of invented people whom nobody can sign in as.
"""

from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

from django.core.files.base import ContentFile

from wagtail.documents import get_document_model

from accounts.groups import agency_collection
from accounts.models import User
from agencies.models import Agency
from conferences.models import (
    Conference,
    ConferenceDocument,
    ConferenceQuestion,
    QuestionAnswer,
    QuestionText,
    QuestionVote,
    Speaker,
)
from conferences.states import Place, QuestionState
from core.localized import ORDER
from home.loading.comments import comments_load, waiting_load
from home.loading.content import columns, demo
from home.loading.people import Cast
from ledger.models import NumberSeries

SUMMARY_WITHIN = timedelta(days=7)
VOTERS, ASKERS = 90, 24
SETTINGS = (
    "demands_signature",
    "comments_moderated",
    "talk_until",
    "promised",
    "stream_url",
    "recording_url",
)


def conferences_load(cast: Cast, now: datetime) -> str:
    """Everything about conferences but their pages."""
    crowd = _crowd("voter", VOTERS)
    askers = cycle(_crowd("asker", ASKERS))
    votes = 0
    for entry in demo("conferences"):
        row = _conference(entry, now)
        speakers = _speakers(row, entry, cast, now)
        _documents(row, entry)
        made: list[ConferenceQuestion] = []
        for number, said in enumerate(entry["questions"], start=1):
            is_own = number == entry.get("citizen_asks")
            author = cast.citizens[0].user if is_own else next(askers)
            question = _question(row, number, said, author, now)
            made.append(question)
            _answers(question, speakers, said, now)
            voters = _some(crowd, number * 7, question.votes, author)
            votes += _votes(question, voters)
            comments_load(question, said["comments"], askers, now)
        _merge(made, entry["questions"])
        NumberSeries.objects.create(name=f"conference-{row.pk}", last=len(made))
    waits = waiting_load(cast)
    total = ConferenceQuestion.objects.count()
    return f"{Conference.objects.count()} conferences, {total} questions, {votes} votes, {waits}"


def moment(now: datetime, days: float | None) -> Any:
    """Ten in the morning, so many days from today; a past day with hours yet to come is fine."""
    if days is None:
        return None
    return (now + timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)


def _conference(entry: dict[str, Any], now: datetime) -> Conference:
    def at(name: str, otherwise: Any = None) -> Any:
        hours = entry.get(f"{name}_hours")
        if hours is not None:
            return now + timedelta(hours=hours)
        days = entry.get(f"{name}_days")
        return otherwise if days is None else moment(now, days)

    closes, due = at("closes"), at("answers_due")
    return Conference.objects.create(
        key=entry["key"],
        agency=Agency.objects.get(key=entry["agency"]),
        announced_at=at("announced"),
        opens_at=at("opens"),
        closes_at=closes,
        answers_from_at=at("answers_from", closes),
        answers_due_at=due,
        summary_due_at=due + SUMMARY_WITHIN,
        summary_published_at=at("summary_published"),
        archived_at=at("archived"),
        cancelled_at=at("cancelled"),
        **{name: entry[name] for name in SETTINGS if name in entry},
        **columns(entry, "theme", "cancel_reason"),
    )


def _speakers(row: Conference, entry: dict[str, Any], cast: Cast, now: datetime) -> list[Speaker]:
    """One with an account is the head of the agency, whom the stand-in can sign in."""
    return [
        Speaker.objects.create(
            conference=row,
            order=order,
            user=cast.heads[row.agency_id].user if said.get("account") == "head" else None,
            left_at=moment(now, -1) if said.get("left") else None,
            **columns(said, "person", "title"),
        )
        for order, said in enumerate(entry["speakers"])
    ]


def _documents(row: Conference, entry: dict[str, Any]) -> None:
    for order, said in enumerate(entry.get("documents", ())):
        words = "\n".join(said["text"]).encode()
        document = get_document_model()(
            title=said["title_kk"], collection=agency_collection(row.agency)
        )
        document.file.save(f"{row.key}-{order + 1}.txt", ContentFile(words), save=False)
        document.file_size = len(words)
        document.save()
        ConferenceDocument.objects.create(
            conference=row, document=document, order=order, **columns(said, "title")
        )


def _question(
    row: Conference, number: int, entry: dict[str, Any], author: User, now: datetime
) -> ConferenceQuestion:
    # Minutes keep questions of one day in their order.
    asked = min(now, moment(now, entry["asked_days"]) + timedelta(minutes=number))
    published = min(now, asked + timedelta(hours=2))
    place = entry.get("place", Place.QUEUE)
    question = ConferenceQuestion.objects.create(
        conference=row,
        number=number,
        author=author,
        original=entry["text"],
        author_public_name=entry["author_public_name"],
        language=entry["language"],
        asked_at=asked,
        published_at=published,
        state=QuestionState.PUBLISHED,
        votes=entry["votes"],
        place=place,
        placed_at=None if place == Place.QUEUE else now - timedelta(minutes=10 - number),
        changed_at=published,
    )
    QuestionText.objects.create(
        question=question,
        version=1,
        language=entry["language"],
        body=entry["text"],
        published_at=published,
    )
    return question


def _answers(
    question: ConferenceQuestion, speakers: list[Speaker], entry: dict[str, Any], now: datetime
) -> None:
    for answer in entry["answers"]:
        speaker = speakers[answer["speaker"]]
        QuestionAnswer.objects.create(
            question=question,
            speaker=speaker,
            language=answer["language"],
            body=answer["text"],
            time_mark=answer.get("time_mark"),
            written_by=speaker.user,
            answered_at=min(now, moment(now, answer["answered_days"]) + timedelta(hours=4)),
        )


def _merge(questions: list[ConferenceQuestion], entries: list[dict[str, Any]]) -> None:
    for question, entry in zip(questions, entries, strict=True):
        if number := entry.get("merged_into"):
            question.state = QuestionState.MERGED
            question.merged_into = questions[number - 1]
            question.save(update_fields=["state", "merged_into"])


def _votes(question: ConferenceQuestion, voters: list[User]) -> int:
    rows = [
        QuestionVote(question=question, voter=voter, voted_at=question.changed_at)
        for voter in voters
    ]
    return len(QuestionVote.objects.bulk_create(rows))


def _some(crowd: list[User], start: int, count: int, author: User) -> list[User]:
    """So many of the crowd, others for each question; never the author."""
    others = [user for user in crowd if user.pk != author.pk]
    begin = start % len(others)
    return list(islice(cycle(others), begin, begin + count))


def _crowd(kind: str, count: int) -> list[User]:
    """Invented people without a vault: nobody can sign in as one of them."""
    people = [
        User(username=f"demo-{kind}-{number:03d}", subject_key=f"demo-{kind}-{number:03d}")
        for number in range(1, count + 1)
    ]
    for number, user in enumerate(people):
        user.language = ORDER[number % len(ORDER)]
        user.set_unusable_password()
    return User.objects.bulk_create(people)
