"""What may change a running term: extension, redirect, our promises. Pure, like ``law.clock``.

A ceiling looks the other way than a due date: a day off at its end moves it back, so that an
extended term is never longer than the law allows.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum

from law.clock import (
    CALENDAR,
    ONE_DAY,
    WORKING,
    Calendar,
    Step,
    StepCode,
    TermRule,
    day_number,
    due_on,
)


class Refusal(StrEnum):
    """Why a term cannot be extended as asked."""

    NONE_ALLOWED = "extension_none"
    NO_ROOM = "extension_no_room"
    AFTER_TERM = "extension_after_term"
    BEFORE_REGISTRATION = "extension_before_registration"
    NOT_LATER = "extension_not_later"
    BEYOND = "extension_beyond"


@dataclass(frozen=True)
class ExtensionLimits:
    """How far a term may be extended, who decides, and how soon the author must be told.

    ``latest`` is a working day. ``notice_days`` are working days from the day of the decision.
    """

    latest: date
    notice_days: int | None
    decided_by: str = ""


def working_days_after(day: date, number: int, calendar: Calendar) -> date:
    """The last of ``number`` working days; day 1 is the day after.

    What happens on a day off counts as done on the next working day (article 64(3)).
    """
    if number < 0:
        raise ValueError("Days are counted forward.")
    day = calendar.on_or_after(day)
    for _ in range(number):
        day = calendar.after(day)
    return day


def calendar_days_after(day: date, number: int, calendar: Calendar) -> date:
    """The last of ``number`` calendar days, moved on when it is a day off."""
    if number < 0:
        raise ValueError("Days are counted forward.")
    return calendar.on_or_after(day + timedelta(days=number))


def months_after(day: date, months: int) -> date:
    """The same date months later; the last day of a month that has no such date."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    if year > MAXYEAR:
        raise OverflowError("The day is out of reach.")
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def extension_limits(
    registered: date, due: date, rule: TermRule, calendar: Calendar
) -> ExtensionLimits | Refusal:
    """How far the term may go, or why it may not be extended at all."""
    ceilings = list(_ceilings(registered, due, rule, calendar))
    if not ceilings:
        return Refusal.NONE_ALLOWED
    latest = calendar.on_or_before(min(ceilings))
    if latest <= due:
        return Refusal.NO_ROOM
    return ExtensionLimits(latest, rule.notice_days, rule.extension_decided_by)


def extension_refusal(
    *, registered: date, due: date, latest: date, until: date, decided_on: date | None
) -> tuple[Refusal, date] | None:
    """What stands against an extension ``until`` a day, and which day; None when nothing does."""
    if decided_on is not None and decided_on < registered:
        return Refusal.BEFORE_REGISTRATION, registered
    if decided_on is not None and decided_on > due:
        return Refusal.AFTER_TERM, due
    if until <= due:
        return Refusal.NOT_LATER, due
    return (Refusal.BEYOND, latest) if until > latest else None


def notice_by(decided_on: date | None, limits: ExtensionLimits, calendar: Calendar) -> date | None:
    """The last day to tell the author of an extension decided on a day."""
    if decided_on is None or limits.notice_days is None:
        return None
    return working_days_after(decided_on, limits.notice_days, calendar)


def explain_extension(
    *,
    registered: date,
    limits: ExtensionLimits,
    until: date,
    notice: date | None,
    rule: TermRule,
    calendar: Calendar,
) -> Iterator[Step]:
    """The lines that an extension adds to the sum; the last one is the new due date.

    A day off moves on to the next working day. The latest day is a working one, so the move stays
    within it.
    """
    due = calendar.on_or_after(until)
    yield Step(StepCode.EXTENSION_LATEST, limits.latest)
    yield Step(StepCode.EXTENDED, until)
    if due != until:
        yield Step(StepCode.MOVED, until)
    if notice is not None:
        yield Step(StepCode.NOTICE_BY, notice, limits.notice_days)
    yield Step(StepCode.DUE, due, day_number(due, registered, rule, calendar))


def redirect_by(registered: date, rule: TermRule, calendar: Calendar) -> date | None:
    """The last day to hand the text over to the competent body; None where the law names none."""
    if rule.redirect_days is None:
        return None
    walked = rule.redirect_days - 1 if rule.arrival_day_counts else rule.redirect_days
    return working_days_after(registered, walked, calendar)


def due_after_redirect(handed_on: date, due: date, rule: TermRule, calendar: Calendar) -> date:
    """The due date after a hand-over: the old one, or a whole term anew where the set says so.

    Never earlier than before: an extension already granted is not lost.
    """
    if not rule.redirect_restarts:
        return due
    return max(due, due_on(calendar.on_or_after(handed_on), rule, calendar))


def explain_redirect(handed_on: date, due: date, rule: TermRule, calendar: Calendar) -> list[Step]:
    """The lines that a hand-over adds to the sum."""
    code = StepCode.REDIRECT_RESTARTED if rule.redirect_restarts else StepCode.REDIRECT_KEPT
    new_due = due_after_redirect(handed_on, due, rule, calendar)
    return [Step(code, handed_on), Step(StepCode.DUE, new_due)]


def _ceilings(registered: date, due: date, rule: TermRule, calendar: Calendar) -> Iterator[date]:
    """Each limit the law sets; the earliest one holds."""
    if rule.extension_cap_months is not None:
        end = months_after(registered, rule.extension_cap_months)
        # Where the day of registration is day 1, the months are full one day earlier.
        yield end - ONE_DAY if rule.arrival_day_counts else end
    if rule.extension_days is not None and rule.basis == WORKING:
        yield working_days_after(due, rule.extension_days, calendar)
    elif rule.extension_days is not None and rule.basis == CALENDAR:
        yield due + timedelta(days=rule.extension_days)
