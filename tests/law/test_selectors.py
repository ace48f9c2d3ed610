"""What other rooms ask the law."""

from datetime import date, datetime

from django.utils import translation

import pytest

from law.clock import ALMATY
from law.selectors import (
    NoTerm,
    calendar,
    clock_for_appeal,
    progress,
    term_for,
    term_of_version,
)
from law.services import law_seed
from tests.factories.law import make_calendar_day, make_term_set

pytestmark = pytest.mark.django_db
SENT = datetime(2026, 3, 5, 19, 10, tzinfo=ALMATY)


@pytest.fixture(autouse=True)
def _law():
    law_seed()


def test_the_clock_of_an_application():
    result = clock_for_appeal("application", SENT)
    assert result.registered_on == date(2026, 3, 6)
    assert result.due_on == date(2026, 4, 2)
    assert (result.days, result.basis, result.term_version) == (15, "working", "appc-2021")
    assert result.confirmed
    assert result.steps[-1].day == result.due_on


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("complaint", "2026-04-09"),
        ("request", "2026-03-26"),
        ("proposal", "2026-04-02"),
        ("response", "2026-04-02"),
        ("message", "2026-04-02"),
    ],
)
def test_the_kind_decides_the_clock(kind, due):
    assert clock_for_appeal(kind, SENT).due_on == date.fromisoformat(due)


def test_an_unknown_kind_has_no_term():
    with pytest.raises(NoTerm):
        clock_for_appeal("wish", SENT)
    with pytest.raises(NoTerm):
        term_of_version("application", "appc-1999")


def test_a_newer_set_counts_from_its_day_and_leaves_old_cases_alone():
    before = clock_for_appeal("application", SENT)
    make_term_set(version="next", valid_from=date(2026, 3, 7), days=10)
    assert clock_for_appeal("application", SENT) == before
    after = clock_for_appeal("application", datetime(2026, 3, 7, 10, tzinfo=ALMATY))
    assert (after.term_version, after.days) == ("next", 10)
    assert term_of_version("application", "appc-2021").days == 15


def test_the_legal_day_picks_the_version_not_the_moment_of_arrival():
    make_term_set(version="next", valid_from=date(2026, 3, 6), days=10)
    assert clock_for_appeal("application", SENT).term_version == "next"


def test_days_before_the_first_version_are_counted_by_it():
    assert term_for("application", date(2020, 5, 5)).version == "appc-2021"


def test_a_change_of_the_calendar_is_seen_at_once():
    assert calendar().is_working(date(2026, 3, 6))
    make_calendar_day(day=date(2026, 3, 6))
    assert clock_for_appeal("application", SENT).registered_on == date(2026, 3, 10)


def test_queries_do_not_grow_with_the_rows(django_assert_num_queries):
    with django_assert_num_queries(2):
        clock_for_appeal("application", SENT)
    for year in range(2031, 2036):
        make_term_set(version=f"v{year}", valid_from=date(year, 1, 1))
    with django_assert_num_queries(2):
        clock_for_appeal("application", SENT)
    days = calendar()
    with django_assert_num_queries(1):
        clock_for_appeal("application", SENT, days=days)


@pytest.mark.parametrize(
    ("today", "day", "left", "late"),
    [
        ("2026-03-06", 0, 15, 0),
        ("2026-03-08", 0, 15, 0),
        ("2026-03-10", 1, 14, 0),
        ("2026-03-17", 6, 9, 0),
        ("2026-04-02", 15, 0, 0),
        ("2026-04-03", 16, 0, 1),
        ("2026-04-05", 16, 0, 3),
    ],
)
def test_progress_of_an_application(today, day, left, late):
    result = clock_for_appeal("application", SENT)
    seen = progress(
        kind="application",
        term_version=result.term_version,
        registered_on=result.registered_on,
        due_on=result.due_on,
        today=date.fromisoformat(today),
    )
    assert (seen.day, seen.of, seen.days_left, seen.days_late) == (day, 15, left, late)
    assert seen.is_late is (late > 0)


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("kk", "ҚР ӘРПК 76-бабының 1-тармағы"),
        ("ru", "АППК РК, статья 76, пункт 1"),
        ("en", "Administrative Procedural Code, article 76(1)"),
    ],
)
def test_the_source_and_the_reasons_are_in_the_readers_language(language, source):
    with translation.override(language):
        result = clock_for_appeal("application", SENT)
    assert result.source == source
    assert any(source in step.text for step in result.steps)
    assert all(step.text and "%(" not in step.text for step in result.steps)
