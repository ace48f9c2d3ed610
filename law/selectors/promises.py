"""Our own promises: numbers of the set in force, not of the law."""

from datetime import date

from law import changes
from law.clock import Calendar
from law.models import TermSet
from law.promises import CALENDAR_PROMISES, DAY_PROMISES, PROMISES
from law.selectors.terms import NoTerm, calendar, today_in_almaty


class NoPromise(LookupError):
    """There is no promise of this name, or it is not a number of days."""


def promise(name: str, on: date | None = None) -> int:
    """The number promised on a day, today unless told. One query.

    ``name`` is a field of ``TermSet``; see ``law.promises``. Before our first set, the first one
    holds. Raises :class:`NoPromise` for another name.
    """
    if name not in PROMISES:
        raise NoPromise(f"No promise of the name {name}")
    on = today_in_almaty() if on is None else on
    versions = list(TermSet.objects.order_by("valid_from").values_list("valid_from", name))
    if not versions:
        raise NoTerm("There is no set of terms")
    begun = [number for valid_from, number in versions if valid_from <= on]
    return begun[-1] if begun else versions[0][1]


def promised_day(name: str, start: date, days: Calendar | None = None) -> date:
    """The last day of a promise that starts on a day. Two queries, one with ``days``.

    The promise is that of the set in force on ``start``. Day 1 is the day after; the last day is
    never a day off. Working days, except ``reopen_days``.
    """
    if name in PROMISES and name not in DAY_PROMISES:
        raise NoPromise(f"{name} is not a number of days")
    number = promise(name, start)
    days = calendar() if days is None else days
    if name in CALENDAR_PROMISES:
        return changes.calendar_days_after(start, number, days)
    return changes.working_days_after(start, number, days)


def working_days_after(day: date, number: int, days: Calendar | None = None) -> date:
    """The last of ``number`` working days after a day. One query, none with ``days``."""
    days = calendar() if days is None else days
    return changes.working_days_after(day, number, days)
