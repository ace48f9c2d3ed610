"""Due dates as pure functions: no database, no settings, no current time.

A day is a day in Almaty. The legal day of registration starts the clock (Administrative Procedural
Code, article 64(3)); a deadline never falls on a day off.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ALMATY = ZoneInfo("Asia/Almaty")
ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
WORKING, CALENDAR = "working", "calendar"


@dataclass(frozen=True)
class Words:
    """One short text in the portal's three languages."""

    kk: str = ""
    ru: str = ""
    en: str = ""

    def read(self, language: str | None) -> str:
        asked = getattr(self, language, "") if language in ("kk", "ru", "en") else ""
        return asked or self.kk or self.ru or self.en


@dataclass(frozen=True)
class ExceptionDay:
    """A day that breaks the rule of the week: a holiday, or a working Saturday."""

    is_working: bool
    reason: Words = Words()


@dataclass(frozen=True)
class Calendar:
    exceptions: Mapping[date, ExceptionDay] = field(default_factory=dict)
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})

    def __post_init__(self) -> None:
        if set(range(7)) <= self.weekend:
            raise ValueError("A week without a working day has no due dates.")

    def is_working(self, day: date) -> bool:
        exception = self.exceptions.get(day)
        return exception.is_working if exception else day.weekday() not in self.weekend

    def on_or_after(self, day: date) -> date:
        """The first working day that is not before ``day``."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def on_or_before(self, day: date) -> date:
        """The last working day that is not after ``day``."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def after(self, day: date) -> date:
        return self.on_or_after(day + ONE_DAY)


@dataclass(frozen=True)
class TermRule:
    """One term of the law as it stood in one version."""

    kind: str
    days: int
    basis: str = WORKING
    # Whether the day of registration is day 1. The law leaves it open; see ``TermSet``.
    arrival_day_counts: bool = False
    cut_off: time | None = None
    version: str = ""
    source: Words = Words()
    confirmed: bool = False
    extension_days: int | None = None
    extension_cap_months: int | None = None
    redirect_days: int | None = None
    notice_days: int | None = None
    extension_decided_by: str = ""
    # Whether a redirect starts the term anew. The law leaves it open; see ``TermSet``.
    redirect_restarts: bool = False

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError("A term has at least one day.")
        if self.basis not in (WORKING, CALENDAR):
            raise ValueError(f"Unknown basis: {self.basis}")


class StepCode(StrEnum):
    ARRIVED = "arrived"
    AFTER_HOURS = "after_hours"
    ARRIVED_DAY_OFF = "arrived_day_off"
    REGISTERED = "registered"
    REGISTRATION_DAY_IS_ONE = "registration_day_is_one"
    REGISTRATION_DAY_IS_ZERO = "registration_day_is_zero"
    TERM = "term"
    WEEKENDS = "weekends"
    DAY_OFF = "day_off"
    WORKING_WEEKEND = "working_weekend"
    MOVED = "moved"
    DUE = "due"
    EXTENSION_LATEST = "extension_latest"
    EXTENDED = "extended"
    NOTICE_BY = "notice_by"
    REDIRECT_RESTARTED = "redirect_restarted"
    REDIRECT_KEPT = "redirect_kept"


@dataclass(frozen=True)
class Step:
    """One line of the sum. ``law.wording`` says it in the reader's language."""

    code: StepCode
    day: date
    number: int | None = None
    at: time | None = None
    basis: str = ""
    words: Words = Words()


def arrived_at(submitted_at: datetime) -> datetime:
    """The moment of arrival on the clock in Almaty."""
    if submitted_at.tzinfo is None:
        raise ValueError("The moment of arrival needs a time zone.")
    return submitted_at.astimezone(ALMATY)


def is_after_hours(submitted_at: datetime, cut_off: time | None) -> bool:
    return cut_off is not None and arrived_at(submitted_at).time() > cut_off


def registered_on(submitted_at: datetime, calendar: Calendar, cut_off: time | None = None) -> date:
    """The legal day: the day of arrival; after hours or on a day off, the next working day."""
    day = arrived_at(submitted_at).date()
    if is_after_hours(submitted_at, cut_off):
        day += ONE_DAY
    return calendar.on_or_after(day)


def due_on(registered: date, rule: TermRule, calendar: Calendar) -> date:
    """The last day for the answer; never a day off."""
    if rule.basis == CALENDAR:
        return calendar.on_or_after(_last_calendar_day(registered, rule))
    day = calendar.on_or_after(registered)
    for _ in range(_days_to_walk(rule)):
        day = calendar.after(day)
    return day


def day_number(day: date, registered: date, rule: TermRule, calendar: Calendar) -> int:
    """Which day of the term ``day`` is: 0 before the count starts, over the term when overdue."""
    first = registered if rule.arrival_day_counts else registered + ONE_DAY
    if rule.basis == CALENDAR:
        return max(0, (day - first).days + 1)
    return sum(1 for counted in _days(first, day) if calendar.is_working(counted))


def explain(submitted_at: datetime, rule: TermRule, calendar: Calendar) -> tuple[Step, ...]:
    """The whole sum, line by line, from the moment of arrival to the due date."""
    registered = registered_on(submitted_at, calendar, rule.cut_off)
    due = due_on(registered, rule, calendar)
    return (
        *_arrival_steps(submitted_at, rule, calendar, registered),
        Step(StepCode.TERM, registered, rule.days, basis=rule.basis, words=rule.source),
        *_counting_steps(registered, due, rule, calendar),
        Step(StepCode.DUE, due, day_number(due, registered, rule, calendar)),
    )


def _days_to_walk(rule: TermRule) -> int:
    return rule.days - 1 if rule.arrival_day_counts else rule.days


def _last_calendar_day(registered: date, rule: TermRule) -> date:
    return registered + timedelta(days=_days_to_walk(rule))


def _days(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _arrival_steps(
    submitted_at: datetime, rule: TermRule, calendar: Calendar, registered: date
) -> Iterator[Step]:
    moment = arrived_at(submitted_at)
    arrived = moment.date()
    yield Step(StepCode.ARRIVED, arrived, at=moment.time().replace(second=0, microsecond=0))
    if not calendar.is_working(arrived):
        exception = calendar.exceptions.get(arrived)
        yield Step(
            StepCode.ARRIVED_DAY_OFF, arrived, words=exception.reason if exception else Words()
        )
    elif is_after_hours(submitted_at, rule.cut_off):
        yield Step(StepCode.AFTER_HOURS, arrived, at=rule.cut_off)
    yield Step(StepCode.REGISTERED, registered)
    counted = rule.arrival_day_counts
    yield Step(
        StepCode.REGISTRATION_DAY_IS_ONE if counted else StepCode.REGISTRATION_DAY_IS_ZERO,
        registered,
    )


def _counting_steps(
    registered: date, due: date, rule: TermRule, calendar: Calendar
) -> Iterator[Step]:
    if rule.basis == CALENDAR:
        last = _last_calendar_day(registered, rule)
        if last != due:
            yield Step(StepCode.MOVED, last)
        return
    yield from _exception_steps(registered, due, calendar)
    weekends = sum(
        1
        for day in _days(registered, due)
        if day.weekday() in calendar.weekend and not calendar.is_working(day)
    )
    if weekends:
        yield Step(StepCode.WEEKENDS, due, weekends)


def _exception_steps(registered: date, due: date, calendar: Calendar) -> Iterator[Step]:
    """Holidays on weekdays and working weekends; a holiday on a Sunday changes nothing."""
    for day in _days(registered, due):
        exception = calendar.exceptions.get(day)
        if exception is None or exception.is_working != (day.weekday() in calendar.weekend):
            continue
        code = StepCode.WORKING_WEEKEND if exception.is_working else StepCode.DAY_OFF
        yield Step(code, day, words=exception.reason)
