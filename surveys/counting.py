"""Counting ballots: what each adds to the published counts, and writing the sums."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from surveys.models import DayCount, GroupCount, Survey, Tally
from surveys.models.ballot import BallotBase
from surveys.selectors.form import SurveyForm
from surveys.states import Group, QuestionKind

Key = tuple[int, str, str, str]


class Counts:
    """Sums over ballots. ``add`` with ``-1`` takes one out again."""

    def __init__(self, form: SurveyForm) -> None:
        self.form = form.by_key
        self.tallies: Counter[Key] = Counter()
        self.days: Counter[date] = Counter()
        self.groups: Counter[tuple[str, str]] = Counter()
        self.ballots = 0

    def add(self, ballot: BallotBase, sign: int = 1) -> None:
        """Count a ballot in all its groups."""
        groups = groups_of(ballot)
        self.ballots += sign
        self.days[ballot.day] += sign
        for by, group in groups[1:]:
            self.groups[by, group] += sign
        for key, answer in ballot.answers.items():
            question = self.form[key]
            for value in ("", *values_of(question.kind, answer["v"])):
                for by, group in groups:
                    self.tallies[question.row.pk, by, group, value] += sign


def groups_of(ballot: BallotBase) -> list[tuple[str, str]]:
    """Everybody first, then the coarse groups that are known."""
    known = ((Group.LANGUAGE, ballot.language), (Group.REGION, ballot.region))
    groups = [(by, group) for by, group in (*known, (Group.AGE, ballot.age)) if group]
    return [(str(Group.ALL), ""), *((str(by), str(group)) for by, group in groups)]


def values_of(kind: QuestionKind, value: Any) -> Iterator[str]:
    """What an answer counts for, as ``Tally.value`` names it. Dates count by months."""
    match kind:
        case QuestionKind.MANY:
            yield from value
        case QuestionKind.MATRIX:
            yield from (f"{row}:{option}" for row, option in value.items())
        case QuestionKind.RANKING:
            yield from (f"{option}:{place}" for place, option in enumerate(value, start=1))
        case QuestionKind.DATE:
            yield value[:7]
        case QuestionKind.TEXT:
            return
        case _:
            yield str(value)


def counts_add(survey: Survey, counts: Counts) -> None:
    """Add these sums to the published ones. The caller holds the survey's row."""
    _tallies_add(counts.tallies)
    _sums_add(DayCount, survey, {(day,): count for day, count in counts.days.items()}, ("day",))
    _sums_add(GroupCount, survey, dict(counts.groups), ("by", "group"))
    survey.participants += counts.ballots
    survey.save(update_fields=["participants"])


def _tallies_add(sums: Counter[Key]) -> None:
    moved = {key: count for key, count in sums.items() if count}
    questions = {key[0] for key in moved}
    known = {
        (row.question_id, row.by, row.group, row.value): row
        for row in Tally.objects.filter(question__in=questions)
    }
    new = []
    for key, count in moved.items():
        row = known.get(key)
        if row is None:
            question, by, group, value = key
            new.append(Tally(question_id=question, by=by, group=group, value=value, count=count))
        else:
            row.count += count
    Tally.objects.bulk_update([known[key] for key in moved if key in known], ["count"], 500)
    Tally.objects.bulk_create(new)


def _sums_add(
    model: type[DayCount] | type[GroupCount],
    survey: Survey,
    sums: dict[Any, int],
    names: Iterable[str],
) -> None:
    fields = tuple(names)
    rows = model.objects.filter(survey=survey)
    known: dict[Any, Any] = {tuple(getattr(row, name) for name in fields): row for row in rows}
    moved = {key: count for key, count in sums.items() if count}
    new: list[Any] = []
    for key, count in moved.items():
        if key in known:
            known[key].count += count
        else:
            new.append(model(survey=survey, count=count, **dict(zip(fields, key, strict=True))))
    manager: Any = model.objects
    manager.bulk_update([known[key] for key in moved if key in known], ["count"], 500)
    manager.bulk_create(new)
