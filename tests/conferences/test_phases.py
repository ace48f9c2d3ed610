"""Phases at their boundaries, in Python and in the database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from conferences.models import Conference
from conferences.phases import TAB_OF, Phase, Tab, in_tab, next_of, phase_of, takes_questions
from tests.factories.conferences import ConferenceFactory

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
ZERO = datetime(2026, 3, 1, 10, tzinfo=UTC)


@dataclass
class Times:
    announced_at: datetime = ZERO
    opens_at: datetime = ZERO + 2 * DAY
    closes_at: datetime = ZERO + 7 * DAY
    answers_due_at: datetime = ZERO + 12 * DAY
    archived_at: datetime | None = ZERO + 30 * DAY
    cancelled_at: datetime | None = None


BOUNDARIES = [
    (ZERO, Phase.PLANNED, Phase.ANNOUNCED),
    (ZERO + 2 * DAY, Phase.ANNOUNCED, Phase.OPEN),
    (ZERO + 7 * DAY, Phase.OPEN, Phase.ANSWERING),
    (ZERO + 12 * DAY, Phase.ANSWERING, Phase.CLOSED),
    (ZERO + 30 * DAY, Phase.CLOSED, Phase.ARCHIVED),
]


@pytest.mark.parametrize(("moment", "before", "after"), BOUNDARIES)
def test_boundary_belongs_to_the_later_phase(moment: datetime, before: Phase, after: Phase) -> None:
    assert phase_of(Times(), moment - TICK) == before
    assert phase_of(Times(), moment) == after


@pytest.mark.parametrize(("moment", "before", "after"), BOUNDARIES[:4])
def test_what_comes_next_is_the_next_boundary(
    moment: datetime, before: Phase, after: Phase
) -> None:
    assert next_of(Times(), moment - TICK) == (after, moment)


def test_nothing_comes_after_the_end() -> None:
    assert next_of(Times(), ZERO + 12 * DAY) is None
    assert next_of(Times(cancelled_at=ZERO + DAY), ZERO + DAY) is None


def test_questions_are_taken_while_open_only() -> None:
    taken = [takes_questions(Times(), ZERO + n * DAY) for n in (-1, 0, 1, 2, 6, 7, 12, 30)]
    assert taken == [False, False, False, True, True, False, False, False]


def test_cancelled_from_its_moment_on() -> None:
    times = Times(cancelled_at=ZERO + 3 * DAY)
    assert phase_of(times, ZERO + 3 * DAY - TICK) == Phase.OPEN
    assert phase_of(times, ZERO + 3 * DAY) == Phase.CANCELLED
    assert phase_of(times, ZERO + 300 * DAY) == Phase.CANCELLED
    assert not takes_questions(times, ZERO + 4 * DAY)


def test_not_announced_stays_unknown_even_if_cancelled() -> None:
    assert phase_of(Times(cancelled_at=ZERO - DAY), ZERO - TICK) == Phase.PLANNED


@pytest.mark.django_db
def test_database_and_clock_agree_at_every_boundary() -> None:
    variants = [{}, {"archived_at": None}, {"cancelled_at": ZERO + 3 * DAY}]
    words = {"cancel_reason_kk": "x"}
    for extra in variants:
        ConferenceFactory(**{**vars(Times()), **extra, **words})
    moments = [at + shift for at, _, _ in BOUNDARIES for shift in (-TICK, 0 * DAY, TICK)]
    for moment in [*moments, ZERO + 3 * DAY, ZERO + 3 * DAY - TICK]:
        for tab in Tab:
            wanted = {
                row.pk
                for row in Conference.objects.all()
                if TAB_OF.get(phase_of(row, moment)) == tab
            }
            found = Conference.objects.filter(in_tab(tab, moment))
            assert set(found.values_list("pk", flat=True)) == wanted, (moment, tab)
