"""The published counts of a survey, as mixing left them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from surveys.models import BoxedBallot, DayCount, GroupCount, Survey, SurveyText, Tally
from surveys.phases import Phase, phase_of
from surveys.states import Group, TextState

# By question, then by kind of group, group and value.
Sums = dict[int, dict[tuple[str, str], dict[str, int]]]


@dataclass(frozen=True)
class ResultCounts:
    """All counts of one survey. Groups are raw: only ``surveys.suppression`` lets them out."""

    sums: Sums
    days: tuple[tuple[date, int], ...]
    groups: dict[tuple[str, str], int]
    texts: dict[int, int]

    def everybody(self, question_id: int) -> dict[str, int]:
        """Counts of one question over all."""
        return self.sums.get(question_id, {}).get((str(Group.ALL), ""), {})

    def by(self, question_id: int, group: Group) -> dict[str, dict[str, int]]:
        """Counts of one question by the groups of one kind."""
        rows = self.sums.get(question_id, {})
        return {key: values for (by, key), values in rows.items() if by == group}


def is_counting(survey: Survey, now: datetime) -> bool:
    """Closed, and some ballots still lie in the box."""
    is_over = phase_of(survey, now) == Phase.PAST and survey.finished_at is None
    return is_over and BoxedBallot.objects.filter(survey=survey).exists()


def result_counts(survey: Survey) -> ResultCounts:
    """Four queries, however many questions."""
    sums: Sums = defaultdict(lambda: defaultdict(dict))
    fields = ("question_id", "by", "group", "value", "count")
    for question, by, group, value, count in Tally.objects.filter(
        question__survey=survey
    ).values_list(*fields):
        sums[question][by, group][value] = count
    days = DayCount.objects.filter(survey=survey).values_list("day", "count")
    groups = GroupCount.objects.filter(survey=survey).values_list("by", "group", "count")
    published = SurveyText.objects.filter(question__survey=survey, state=TextState.PUBLISHED)
    texts = published.values_list("question_id").annotate(Count("pk")).order_by()
    return ResultCounts(
        sums=sums,
        days=tuple(days),
        groups={(by, group): count for by, group, count in groups},
        texts=dict(texts),
    )
