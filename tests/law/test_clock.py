"""Due dates: by hand for known days, by property for ten years of days."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.clock import (
    ALMATY,
    CALENDAR,
    WORKING,
    Calendar,
    ExceptionDay,
    StepCode,
    TermRule,
    day_number,
    due_on,
    explain,
    registered_on,
)
from law.holiday_source import seed_days

CUT_OFF = time(18, 30)
DAYS = Calendar({day.date: ExceptionDay(day.is_working) for day in seed_days(2020, 2032)})
FIFTEEN = TermRule("application", 15, WORKING, cut_off=CUT_OFF)

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31), timezones=st.just(ALMATY))
rules = st.builds(
    TermRule,
    kind=st.just("any"),
    days=st.integers(1, 60),
    basis=st.sampled_from([WORKING, CALENDAR]),
    arrival_day_counts=st.booleans(),
    cut_off=st.sampled_from([None, CUT_OFF, time(9, 0)]),
)


def almaty(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


def dates_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("sent", "registered"),
    [
        ("2026-03-05T10:00", "2026-03-05"),
        ("2026-03-05T18:30", "2026-03-05"),
        ("2026-03-05T18:30:01", "2026-03-06"),
        ("2026-03-05T23:59:59", "2026-03-06"),
        ("2026-03-06T00:00", "2026-03-06"),
        # Friday evening, then a week-end, then the moved Women's Day.
        ("2026-03-06T19:00", "2026-03-10"),
        ("2026-03-08T09:00", "2026-03-10"),
        # Sunday evening: Monday is still the next working day.
        ("2026-04-12T21:00", "2026-04-13"),
        # A working Saturday by decree.
        ("2022-03-05T10:00", "2022-03-05"),
        ("2022-03-04T20:00", "2022-03-05"),
        ("2022-03-05T20:00", "2022-03-09"),
    ],
)
def test_legal_day_of_registration(sent, registered):
    assert registered_on(almaty(sent), DAYS, CUT_OFF) == date.fromisoformat(registered)


def test_the_day_is_a_day_in_almaty_whatever_zone_the_moment_comes_in():
    late_in_london = datetime.fromisoformat("2026-03-05T20:30+00:00")
    assert registered_on(late_in_london, DAYS, CUT_OFF) == date(2026, 3, 6)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        registered_on(datetime(2026, 3, 5, 10), DAYS, CUT_OFF)


@pytest.mark.parametrize(
    ("registered", "number", "basis", "arrival_counts", "due"),
    [
        # Ordinary three weeks in April 2026.
        ("2026-04-01", 15, WORKING, False, "2026-04-22"),
        ("2026-04-01", 15, WORKING, True, "2026-04-21"),
        # Across Women's Day and Nauryz.
        ("2026-03-06", 15, WORKING, False, "2026-04-02"),
        # Across the working Saturday of 5 March 2022: counted by hand.
        ("2022-03-01", 5, WORKING, False, "2022-03-09"),
        ("2022-08-22", 5, WORKING, False, "2022-08-27"),
        ("2022-10-17", 6, WORKING, False, "2022-10-26"),
        # Calendar days; the fifteenth is a holiday and moves.
        ("2026-04-01", 15, CALENDAR, False, "2026-04-16"),
        ("2026-04-01", 15, CALENDAR, True, "2026-04-15"),
        ("2026-03-10", 15, CALENDAR, False, "2026-03-26"),
        ("2026-04-03", 15, CALENDAR, False, "2026-04-20"),
        ("2026-04-01", 1, WORKING, True, "2026-04-01"),
    ],
)
def test_due_dates_counted_by_hand(registered, number, basis, arrival_counts, due):
    rule = TermRule("any", number, basis, arrival_day_counts=arrival_counts)
    assert due_on(date.fromisoformat(registered), rule, DAYS) == date.fromisoformat(due)


@given(moment=moments, rule=rules)
def test_no_legal_date_is_a_day_off(moment, rule):
    registered = registered_on(moment, DAYS, rule.cut_off)
    assert DAYS.is_working(registered)
    assert registered >= moment.date()
    assert DAYS.is_working(due_on(registered, rule, DAYS))


@given(moment=moments, rule=rules)
def test_a_working_term_is_exactly_as_long_as_the_law_says(moment, rule):
    registered = registered_on(moment, DAYS, rule.cut_off)
    due = due_on(registered, rule, DAYS)
    counted = dates_between(registered, due)
    if not rule.arrival_day_counts:
        counted = counted[1:]
    if rule.basis == CALENDAR:
        # Never shorter; longer only by the days off at its end.
        assert len(counted) >= rule.days
        assert not any(DAYS.is_working(day) for day in counted[rule.days - 1 : -1])
    else:
        assert sum(DAYS.is_working(day) for day in counted) == rule.days


@given(first=moments, second=moments, rule=rules)
def test_who_comes_later_is_never_due_earlier(first, second, rule):
    first, second = sorted((first, second))
    one, two = (registered_on(moment, DAYS, rule.cut_off) for moment in (first, second))
    assert one <= two
    assert due_on(one, rule, DAYS) <= due_on(two, rule, DAYS)


@given(moment=moments, rule=rules)
def test_between_arrival_and_registration_there_is_no_missed_working_day(moment, rule):
    registered = registered_on(moment, DAYS, rule.cut_off)
    late = rule.cut_off is not None and moment.time() > rule.cut_off
    skipped = dates_between(moment.date(), registered)[:-1]
    assert not any(DAYS.is_working(day) for day in skipped[1 if late else 0 :])


@given(moment=moments, rule=rules)
def test_the_last_line_of_the_sum_is_the_due_date(moment, rule):
    registered = registered_on(moment, DAYS, rule.cut_off)
    steps = explain(moment, rule, DAYS)
    assert steps[0].code == StepCode.ARRIVED
    assert steps[-1].code == StepCode.DUE
    assert steps[-1].day == due_on(registered, rule, DAYS)
    assert [step.day for step in steps if step.code == StepCode.REGISTERED] == [registered]


@given(moment=moments, number=st.integers(1, 60), counts=st.booleans())
def test_the_sum_adds_up(moment, number, counts):
    """Days between, less the lines that take days away, is the number of the law."""
    rule = TermRule("any", number, WORKING, arrival_day_counts=counts, cut_off=CUT_OFF)
    steps = explain(moment, rule, DAYS)
    registered = registered_on(moment, DAYS, CUT_OFF)
    span = (steps[-1].day - registered).days + (1 if counts else 0)
    taken = sum(1 for step in steps if step.code == StepCode.DAY_OFF)
    taken += sum(step.number for step in steps if step.code == StepCode.WEEKENDS)
    assert span - taken == number == steps[-1].number


@given(registered=days, rule=rules)
def test_day_numbers_grow_by_at_most_one_and_end_at_the_term(registered, rule):
    registered = DAYS.on_or_after(registered)
    due = due_on(registered, rule, DAYS)
    numbers = [day_number(day, registered, rule, DAYS) for day in dates_between(registered, due)]
    assert numbers[0] == (1 if rule.arrival_day_counts else 0)
    assert all(0 <= after - before <= 1 for before, after in pairwise(numbers))
    assert numbers[-1] >= rule.days
    if rule.basis == WORKING:
        assert numbers[-1] == rule.days


def test_before_registration_the_day_number_is_nought():
    assert day_number(date(2026, 3, 1), date(2026, 3, 6), FIFTEEN, DAYS) == 0


def test_the_sum_names_what_made_the_term_longer():
    steps = explain(almaty("2026-03-05T19:10"), FIFTEEN, DAYS)
    assert [(step.code, step.day.isoformat(), step.number) for step in steps] == [
        ("arrived", "2026-03-05", None),
        ("after_hours", "2026-03-05", None),
        ("registered", "2026-03-06", None),
        ("registration_day_is_zero", "2026-03-06", None),
        ("term", "2026-03-06", 15),
        ("day_off", "2026-03-09", None),
        ("day_off", "2026-03-23", None),
        ("day_off", "2026-03-24", None),
        ("day_off", "2026-03-25", None),
        ("weekends", "2026-04-02", 8),
        ("due", "2026-04-02", 15),
    ]


def test_the_sum_names_a_working_saturday_and_a_moved_deadline():
    march = explain(almaty("2022-03-01T10:00"), TermRule("any", 5, WORKING), DAYS)
    assert StepCode.WORKING_WEEKEND in [step.code for step in march]
    request = TermRule("request", 15, CALENDAR)
    moved = explain(almaty("2026-03-10T10:00"), request, DAYS)
    assert [step.day for step in moved if step.code == StepCode.MOVED] == [date(2026, 3, 25)]


def test_a_week_without_a_working_day_is_refused():
    with pytest.raises(ValueError, match="working day"):
        Calendar(weekend=frozenset(range(7)))


@pytest.mark.parametrize(("number", "basis"), [(0, WORKING), (-1, CALENDAR), (15, "lunar")])
def test_an_impossible_term_is_refused(number, basis):
    with pytest.raises(ValueError):
        TermRule("any", number, basis)
