"""Calendars, days and terms for property tests: the real years 2020 to 2032, and invented ones."""

import random
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from law.clock import ALMATY, CALENDAR, WORKING, Calendar, ExceptionDay, TermRule
from law.holiday_source import seed_days

CUT_OFF = time(18, 30)
FIRST, LAST = date(2020, 1, 1), date(2030, 6, 30)
REAL = Calendar({day.date: ExceptionDay(day.is_working) for day in seed_days(2020, 2032)})


def invented(seed: int) -> Calendar:
    """Years nobody lived: any days of rest, runs of holidays, working days moved anywhere."""
    chance = random.Random(seed)
    weekend = frozenset(chance.sample(range(7), chance.randint(0, 4)))
    days = {}
    for _ in range(chance.randint(0, 250)):
        first = date(2020, 1, 1) + timedelta(days=chance.randrange(13 * 365))
        is_working = chance.random() < 0.3
        for offset in range(chance.choice((1, 1, 1, 2, 3, 10))):
            days[first + timedelta(days=offset)] = ExceptionDay(is_working)
    return Calendar(days, weekend)


def between(first: date, last: date) -> list[date]:
    """Both ends included; empty when the last day is before the first."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def working(calendar: Calendar, first: date, last: date) -> int:
    return sum(calendar.is_working(day) for day in between(first, last))


calendars = st.just(REAL) | st.integers(0, 10**6).map(invented)
days = st.dates(FIRST, LAST)
moments = st.datetimes(
    datetime.combine(FIRST, time()), datetime.combine(LAST, time()), timezones=st.just(ALMATY)
)
rules = st.builds(
    TermRule,
    kind=st.just("any"),
    days=st.integers(1, 60),
    basis=st.sampled_from([WORKING, CALENDAR]),
    arrival_day_counts=st.booleans(),
    cut_off=st.sampled_from([None, CUT_OFF, time(9, 0)]),
    extension_days=st.none() | st.integers(1, 40),
    extension_cap_months=st.none() | st.integers(1, 6),
    redirect_days=st.none() | st.integers(1, 10),
    notice_days=st.none() | st.integers(1, 10),
    redirect_restarts=st.booleans(),
)
