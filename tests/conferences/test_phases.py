"""Phases at their boundaries, in Python and in the database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from conferences.models import Conference
from conferences.phases import (
    Phase,
    Tab,
    in_tab,
    is_late,
    next_of,
    phase_of,
    summary_is_late,
    tab_of,
    takes_answers,
    takes_questions,
    takes_talk,
)
from conferences.states import Talk
from tests.factories.conferences import ConferenceFactory

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
ZERO = datetime(2026, 3, 1, 10, tzinfo=UTC)


@dataclass
class Times:
    announced_at: datetime = ZERO
    opens_at: datetime = ZERO + 2 * DAY
    closes_at: datetime = ZERO + 7 * DAY
    answers_from_at: datetime = ZERO + 8 * DAY
    answers_due_at: datetime = ZERO + 12 * DAY
    summary_due_at: datetime = ZERO + 16 * DAY
    summary_published_at: datetime | None = ZERO + 15 * DAY
    archived_at: datetime | None = ZERO + 30 * DAY
    cancelled_at: datetime | None = None
    talk_until: str = Talk.ARCHIVE


BOUNDARIES = [
    (ZERO, Phase.PLANNED, Phase.ANNOUNCED),
    (ZERO + 2 * DAY, Phase.ANNOUNCED, Phase.OPEN),
    (ZERO + 7 * DAY, Phase.OPEN, Phase.CLOSED),
    (ZERO + 8 * DAY, Phase.CLOSED, Phase.ANSWERING),
    (ZERO + 15 * DAY, Phase.ANSWERING, Phase.SUMMARY),
    (ZERO + 30 * DAY, Phase.SUMMARY, Phase.ARCHIVED),
]


@pytest.mark.parametrize(("moment", "before", "after"), BOUNDARIES)
def test_boundary_belongs_to_the_later_phase(moment: datetime, before: Phase, after: Phase) -> None:
    assert phase_of(Times(), moment - TICK) == before
    assert phase_of(Times(), moment) == after


@pytest.mark.parametrize(
    ("moment", "before", "after"), [step for step in BOUNDARIES if step[2] != Phase.SUMMARY]
)
def test_what_comes_next_is_the_next_boundary(
    moment: datetime, before: Phase, after: Phase
) -> None:
    assert next_of(Times(), moment - TICK) == (after, moment)


def test_the_next_after_the_answers_is_the_promised_summary() -> None:
    assert next_of(Times(), ZERO + 10 * DAY) == (Phase.SUMMARY, ZERO + 16 * DAY)
    late = Times(summary_published_at=None)
    assert next_of(late, ZERO + 17 * DAY) == (Phase.ARCHIVED, ZERO + 30 * DAY)


def test_nothing_comes_after_the_end() -> None:
    assert next_of(Times(), ZERO + 30 * DAY) is None
    assert next_of(Times(archived_at=None), ZERO + 15 * DAY) is None
    assert next_of(Times(cancelled_at=ZERO + DAY), ZERO + DAY) is None


def test_without_a_summary_it_goes_on_answering_and_is_late() -> None:
    times = Times(summary_published_at=None, archived_at=None)
    assert phase_of(times, ZERO + 300 * DAY) == Phase.ANSWERING
    assert summary_is_late(times, ZERO + 16 * DAY)
    assert not summary_is_late(times, ZERO + 16 * DAY - TICK)
    assert not summary_is_late(Times(), ZERO + 20 * DAY)


def test_answers_are_late_from_the_promised_moment_on() -> None:
    assert not is_late(Times(), ZERO + 12 * DAY - TICK)
    assert is_late(Times(), ZERO + 12 * DAY)
    assert not is_late(Times(cancelled_at=ZERO), ZERO + 12 * DAY)


@pytest.mark.parametrize("talk", Talk)
def test_comments_and_votes_are_taken_as_the_setting_says(talk: Talk) -> None:
    times = Times(talk_until=talk)
    taken = [takes_talk(times, ZERO + n * DAY) for n in (-1, 0, 2, 7, 8, 15, 30)]
    later = talk == Talk.ARCHIVE
    assert taken == [False, False, True, later, later, later, False]
    assert not takes_talk(Times(cancelled_at=ZERO), ZERO + 3 * DAY)


def test_answers_are_taken_from_the_opening_on() -> None:
    taken = [takes_answers(Times(), ZERO + n * DAY) for n in (-1, 0, 2, 7, 8, 15, 30)]
    assert taken == [False, False, True, True, True, True, True]
    assert not takes_answers(Times(cancelled_at=ZERO), ZERO + 3 * DAY)


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
    variants = [
        {},
        {"archived_at": None, "summary_published_at": None},
        {"cancelled_at": ZERO + 3 * DAY},
    ]
    words = {"cancel_reason_kk": "x"}
    for extra in variants:
        ConferenceFactory(**{**vars(Times()), **extra, **words})
    edges = [*(at for at, _, _ in BOUNDARIES), ZERO + 12 * DAY]
    moments = [at + shift for at in edges for shift in (-TICK, 0 * DAY, TICK)]
    for moment in [*moments, ZERO + 3 * DAY, ZERO + 3 * DAY - TICK]:
        for tab in Tab:
            wanted = {row.pk for row in Conference.objects.all() if tab_of(row, moment) == tab}
            found = Conference.objects.filter(in_tab(tab, moment))
            assert set(found.values_list("pk", flat=True)) == wanted, (moment, tab)
