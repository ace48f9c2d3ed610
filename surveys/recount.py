"""Counting all ballots anew: proof that what is published was voted, and the public file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils.timezone import localdate

from surveys.counting import Counts, counts_add
from surveys.locking import survey_lock
from surveys.models import Ballot, DayCount, GroupCount, Survey, Tally
from surveys.selectors.form import FormQuestion, form_of
from surveys.states import QuestionKind

# Of a receipt's hash in the public file: enough to find one's own, short enough to read.
MARK = 16
CHUNK = 2000


@dataclass(frozen=True)
class Recount:
    """One survey counted anew. ``differing`` names counts that are published differently."""

    key: str
    ballots: int
    participants: int
    differing: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """What is published equals what was voted."""
        return self.ballots == self.participants and not self.differing


def survey_recount(survey: Survey) -> Recount:
    """Compare published counts with the ballots; changes nothing."""
    counts = _counted(survey)
    published = _published(survey)
    voted = {**counts.tallies, **_sums(counts)}
    keys = {key for key, count in voted.items() if count} | set(published)
    differing = tuple(
        sorted(str(key) for key in keys if voted.get(key, 0) != published.get(key, 0))
    )
    return Recount(survey.key, counts.ballots, survey.participants, differing)


@transaction.atomic
def survey_count_anew(survey_id: int) -> Recount:
    """Replace the published counts by those of the ballots: after mass loading only."""
    survey = survey_lock(survey_id)
    counts = _counted(survey)
    Tally.objects.filter(question__survey=survey).delete()
    DayCount.objects.filter(survey=survey).delete()
    GroupCount.objects.filter(survey=survey).delete()
    survey.participants = 0
    counts_add(survey, counts)
    return survey_recount(survey)


def recount_json(survey: Survey) -> Iterator[str]:
    """The public file in pieces: each question by itself, its answers in the order of
    their hashes.

    No demographics, and no hash is the same in two questions, so that no ballot can be put together
    again. Of a free answer it says only that there is one.
    """
    parts = _parts(survey)
    while piece := "".join(islice(parts, CHUNK)):
        yield piece


def _parts(survey: Survey) -> Iterator[str]:
    head = {
        "survey": survey.key,
        "ballots": survey.participants,
        "made_on": localdate().isoformat(),
    }
    yield f'{_json(head)[:-1]}, "questions": ['
    for number, question in enumerate(form_of(survey).questions):
        named = _json({"key": question.key, "kind": str(question.kind)})[:-1]
        yield f'{", " if number else ""}{named}, "answers": ['
        for place, (mark, value) in enumerate(_answers(survey, question)):
            yield f"{', ' if place else ''}{_json({'h': mark, 'v': value})}"
        yield "]}"
    yield "]}"


def recount_lines(survey: Survey) -> Iterator[list[str]]:
    """The same as lines: question, hash, value."""
    for question in form_of(survey).questions:
        for mark, value in _answers(survey, question):
            yield [question.key, mark, _flat(value)]


def _answers(survey: Survey, question: FormQuestion) -> Iterator[tuple[str, Any]]:
    """Hash and value of each answer to a question. The database sorts; few rows are in memory."""
    answer = KeyTransform(question.key, "answers")
    rows = Ballot.objects.filter(survey=survey, answers__has_key=question.key)
    sorted_rows = rows.order_by(KeyTextTransform("h", answer)).values_list(answer, flat=True)
    for kept in sorted_rows.iterator(chunk_size=CHUNK):
        value = None if question.kind == QuestionKind.TEXT else kept["v"]
        yield str(kept["h"])[:MARK], value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{row}:{option}" for row, option in value.items())
    if isinstance(value, list):
        return " ".join(value)
    return "" if value is None else str(value)


def _counted(survey: Survey) -> Counts:
    counts = Counts(form_of(survey))
    for ballot in Ballot.objects.filter(survey=survey).iterator(chunk_size=2000):
        counts.add(ballot)
    return counts


def _sums(counts: Counts) -> dict[Any, int]:
    days = {("day", day): count for day, count in counts.days.items()}
    return {**days, **{("group", *key): count for key, count in counts.groups.items()}}


def _published(survey: Survey) -> dict[Any, int]:
    tallies = Tally.objects.filter(question__survey=survey).exclude(count=0)
    fields = ("question_id", "by", "group", "value", "count")
    found: dict[Any, int] = {tuple(row[:4]): row[4] for row in tallies.values_list(*fields)}
    for day in DayCount.objects.filter(survey=survey).exclude(count=0):
        found["day", day.day] = day.count
    for row in GroupCount.objects.filter(survey=survey).exclude(count=0):
        found["group", row.by, row.group] = row.count
    return found
