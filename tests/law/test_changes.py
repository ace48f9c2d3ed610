"""Extension, redirect, promises: properties over ten years of real and invented calendars."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from law.changes import (
    ExtensionLimits,
    Refusal,
    calendar_days_after,
    due_after_redirect,
    explain_extension,
    explain_redirect,
    extension_limits,
    extension_refusal,
    months_after,
    notice_by,
    redirect_by,
    working_days_after,
)
from law.clock import CALENDAR, WORKING, StepCode, TermRule, due_on, registered_on
from tests.law.calendars import REAL, between, calendars, days, moments, rules, working

DAY = timedelta(days=1)


def first_dates(moment, rule, calendar):
    registered = registered_on(moment, calendar, rule.cut_off)
    return registered, due_on(registered, rule, calendar)


@given(moment=moments, rule=rules, calendar=calendars)
def test_no_date_the_law_gives_is_a_day_off(moment, rule, calendar):
    registered, due = first_dates(moment, rule, calendar)
    given_days = [registered, due, redirect_by(registered, rule, calendar)]
    limits = extension_limits(registered, due, rule, calendar)
    if isinstance(limits, ExtensionLimits):
        given_days += [limits.latest, notice_by(due, limits, calendar)]
    given_days.append(due_after_redirect(moment.date(), due, rule, calendar))
    assert all(calendar.is_working(day) for day in given_days if day is not None)


@given(moment=moments, rule=rules, calendar=calendars)
def test_by_our_default_the_term_is_never_shorter_under_either_reading(moment, rule, calendar):
    """With day 0 as default, both who counts from day 0 and who counts from day 1 has it whole."""
    ours = replace(rule, arrival_day_counts=False)
    registered, due = first_dates(moment, ours, calendar)
    for first in (registered, registered + DAY):
        counted = between(first, due)
        if rule.basis == WORKING:
            assert sum(calendar.is_working(day) for day in counted) >= rule.days
        else:
            assert len(counted) >= rule.days
    assert due >= due_on(registered, replace(rule, arrival_day_counts=True), calendar)
    assert registered >= moment.date()


@given(moment=moments, rule=rules, calendar=calendars)
def test_a_term_is_never_longer_than_it_must_be(moment, rule, calendar):
    """The working day before the due date is still inside the term, for both bases."""
    registered, due = first_dates(moment, rule, calendar)
    first = registered if rule.arrival_day_counts else registered + DAY
    if rule.basis == WORKING:
        assert working(calendar, first, due - DAY) == rule.days - 1
    else:
        assert working(calendar, first + timedelta(days=rule.days - 1), due - DAY) == 0


@given(moment=moments, rule=rules, calendar=calendars)
def test_the_latest_extension_is_within_every_limit_and_wastes_no_working_day(
    moment, rule, calendar
):
    registered, due = first_dates(moment, rule, calendar)
    limits = extension_limits(registered, due, rule, calendar)
    if rule.extension_days is None and rule.extension_cap_months is None:
        assert limits == Refusal.NONE_ALLOWED
        return
    if limits == Refusal.NO_ROOM:
        assert not any(
            within(day, registered, due, rule, calendar)
            for day in between(due + DAY, due + timedelta(days=200))
            if calendar.is_working(day)
        )
        return
    assert limits.latest > due
    assert limits.notice_days == rule.notice_days
    assert within(limits.latest, registered, due, rule, calendar)
    assert not within(calendar.after(limits.latest), registered, due, rule, calendar)


def within(day, registered, due, rule, calendar):
    """Whether a day is inside each limit, by a way of counting of its own."""
    if rule.extension_cap_months is not None:
        last = day + DAY if rule.arrival_day_counts else day
        months = (last.year - registered.year) * 12 + last.month - registered.month
        if (months, last.day) > (rule.extension_cap_months, registered.day):
            return False
    if rule.extension_days is None:
        return True
    if rule.basis == CALENDAR:
        return (day - due).days <= rule.extension_days
    return working(calendar, due + DAY, day) <= rule.extension_days


@given(moment=moments, rule=rules, calendar=calendars, share=st.floats(0, 1))
def test_an_extended_date_is_a_working_day_within_the_limit(moment, rule, calendar, share):
    registered, due = first_dates(moment, rule, calendar)
    limits = extension_limits(registered, due, rule, calendar)
    assume(isinstance(limits, ExtensionLimits))
    until = due + DAY * max(1, round((limits.latest - due).days * share))
    steps = list(
        explain_extension(
            registered=registered,
            limits=limits,
            until=until,
            notice=notice_by(due, limits, calendar),
            rule=rule,
            calendar=calendar,
        )
    )
    codes = [step.code for step in steps]
    assert due < until <= steps[-1].day <= limits.latest
    assert calendar.is_working(steps[-1].day)
    assert steps[-1].code == StepCode.DUE
    assert (StepCode.MOVED in codes) is not calendar.is_working(until)
    assert (StepCode.NOTICE_BY in codes) is (rule.notice_days is not None)


@given(registered=days, length=st.integers(0, 90), more=st.integers(1, 90), over=st.integers(1, 90))
def test_an_extension_after_the_term_before_it_or_beyond_the_limit_is_refused(
    registered, length, more, over
):
    due = registered + DAY * length
    latest = due + DAY * more

    def refusal(until, decided_on):
        found = extension_refusal(
            registered=registered, due=due, latest=latest, until=until, decided_on=decided_on
        )
        return found and found[0]

    assert refusal(latest, due) is None
    assert refusal(latest, registered) is None
    assert refusal(latest, None) is None
    assert refusal(latest, due + DAY * over) == Refusal.AFTER_TERM
    assert refusal(latest, registered - DAY * over) == Refusal.BEFORE_REGISTRATION
    assert refusal(latest + DAY * over, due) == Refusal.BEYOND
    assert refusal(due, due) == Refusal.NOT_LATER
    assert refusal(due - DAY * over, None) == Refusal.NOT_LATER


@given(moment=moments, rule=rules, calendar=calendars, waited=st.integers(0, 60))
def test_without_restart_a_redirect_never_moves_the_due_date(moment, rule, calendar, waited):
    registered, due = first_dates(moment, rule, calendar)
    kept = replace(rule, redirect_restarts=False)
    handed_on = registered + DAY * waited
    assert due_after_redirect(handed_on, due, kept, calendar) == due
    steps = explain_redirect(handed_on, due, kept, calendar)
    assert [step.code for step in steps] == [StepCode.REDIRECT_KEPT, StepCode.DUE]
    assert steps[-1].day == due


@given(moment=moments, rule=rules, calendar=calendars, waited=st.integers(0, 60))
def test_with_restart_the_new_body_has_a_whole_term_and_loses_no_day(
    moment, rule, calendar, waited
):
    registered, due = first_dates(moment, rule, calendar)
    anew = replace(rule, redirect_restarts=True)
    handed_on = registered + DAY * waited
    new_due = due_after_redirect(handed_on, due, anew, calendar)
    first = handed_on if rule.arrival_day_counts else handed_on + DAY
    assert new_due >= due
    if rule.basis == WORKING:
        assert working(calendar, first, new_due) >= rule.days
    else:
        assert len(between(first, new_due)) >= rule.days
    steps = explain_redirect(handed_on, due, anew, calendar)
    assert [(step.code, step.day) for step in steps] == [
        (StepCode.REDIRECT_RESTARTED, handed_on),
        (StepCode.DUE, new_due),
    ]


def test_a_restart_takes_no_extension_back():
    rule = TermRule("any", 5, redirect_restarts=True)
    extended = date(2026, 6, 30)
    assert due_after_redirect(date(2026, 6, 1), extended, rule, REAL) == extended


@given(day=days, number=st.integers(0, 60), calendar=calendars)
def test_working_days_are_counted_from_the_day_after(day, number, calendar):
    last = working_days_after(day, number, calendar)
    assert calendar.is_working(last)
    start = calendar.on_or_after(day)
    assert working(calendar, start + DAY, last) == number
    assert working_days_after(day, number + 1, calendar) > last


@given(day=days, number=st.integers(0, 400), calendar=calendars)
def test_calendar_days_are_never_fewer_than_promised(day, number, calendar):
    last = calendar_days_after(day, number, calendar)
    assert calendar.is_working(last)
    assert (last - day).days >= number
    assert working(calendar, day + timedelta(days=number), last - DAY) == 0


@given(moment=moments, rule=rules, calendar=calendars)
def test_redirect_by_is_exactly_as_far_as_the_law_says(moment, rule, calendar):
    registered, _ = first_dates(moment, rule, calendar)
    last = redirect_by(registered, rule, calendar)
    if rule.redirect_days is None:
        assert last is None
        return
    first = registered if rule.arrival_day_counts else registered + DAY
    assert working(calendar, first, last) == rule.redirect_days


@pytest.mark.parametrize("count", [working_days_after, calendar_days_after])
def test_days_are_never_counted_backwards(count):
    with pytest.raises(ValueError, match="forward"):
        count(date(2026, 3, 6), -1, REAL)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-03-06", 2, "2026-05-06"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2023-12-31", 2, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-10-31", 14, "2027-12-31"),
    ],
)
def test_months_end_on_the_same_date_or_the_last_of_the_month(day, months, later):
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(later)
