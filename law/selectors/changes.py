"""What may change a registered text's due date: extension, redirect, a term anew.

Each counts by the version the text was registered under (``term_version``). Two queries a
question, one with ``days``.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from law import changes, clock
from law.changes import ExtensionLimits, Refusal
from law.clock import Calendar
from law.selectors.terms import calendar, term_of_version
from law.selectors.words import SaidStep, said

MESSAGES: dict[Refusal, Promise] = {
    Refusal.NONE_ALLOWED: _("The law allows no extension for this kind."),
    Refusal.NO_ROOM: _("The term already lasts as long as the law allows."),
    Refusal.AFTER_TERM: _("The term is over and can no longer be extended."),
    Refusal.BEFORE_REGISTRATION: _("A term cannot be extended before registration."),
    Refusal.NOT_LATER: _("The new date must be later than the one the answer is due by."),
    Refusal.BEYOND: _("The law allows no extension that long."),
}


class NoExtension(Refused):
    """The law allows no extension, or not this one. ``code`` is a value of ``Refusal``."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(MESSAGES[refusal], code=refusal.value)


@dataclass(frozen=True)
class DueChange:
    """A new due date, and the lines it adds to the sum in the language that was active."""

    due_on: date
    steps: tuple[SaidStep, ...]
    notice_by: date | None = None


def extension_limits(
    *,
    kind: str,
    term_version: str,
    registered_on: date,
    due_on: date,
    days: Calendar | None = None,
) -> ExtensionLimits:
    """How far the term may be extended. ``due_on`` is the date before any extension.

    Raises :class:`NoExtension` where the law allows none or leaves no room.
    """
    days = calendar() if days is None else days
    rule = term_of_version(kind, term_version)
    limits = changes.extension_limits(registered_on, due_on, rule, days)
    if isinstance(limits, Refusal):
        raise NoExtension(limits)
    return limits


def extension_check(
    *,
    kind: str,
    term_version: str,
    registered_on: date,
    due_on: date,
    until: date,
    decided_on: date | None = None,
    days: Calendar | None = None,
) -> DueChange:
    """The due date after an extension ``until`` a day, decided on a day (not checked without).

    A day off moves on to the next working day, which is still within the limit. ``notice_by`` is
    the last day to tell the author. Raises :class:`NoExtension`.
    """
    days = calendar() if days is None else days
    rule = term_of_version(kind, term_version)
    limits = changes.extension_limits(registered_on, due_on, rule, days)
    if isinstance(limits, Refusal):
        raise NoExtension(limits)
    refusal = changes.extension_refusal(
        registered=registered_on,
        due=due_on,
        latest=limits.latest,
        until=until,
        decided_on=decided_on,
    )
    if refusal:
        raise NoExtension(refusal)
    notice_by = None
    if decided_on is not None and limits.notice_days is not None:
        notice_by = changes.working_days_after(decided_on, limits.notice_days, days)
    steps = changes.explain_extension(
        registered=registered_on,
        limits=limits,
        until=until,
        notice_by=notice_by,
        rule=rule,
        calendar=days,
    )
    return DueChange(days.on_or_after(until), said(steps), notice_by)


def redirect_by(
    *, kind: str, term_version: str, registered_on: date, days: Calendar | None = None
) -> date | None:
    """The last day to hand the text over; None where the law names none.

    A body that got it by a hand-over asks with the day it came there.
    """
    days = calendar() if days is None else days
    return changes.redirect_by(registered_on, term_of_version(kind, term_version), days)


def due_after_redirect(
    *,
    kind: str,
    term_version: str,
    due_on: date,
    handed_on: date,
    days: Calendar | None = None,
) -> DueChange:
    """The due date after a hand-over, as ``TermSet.redirect_restarts`` has it, with the reason."""
    days = calendar() if days is None else days
    rule = term_of_version(kind, term_version)
    return DueChange(
        changes.due_after_redirect(handed_on, due_on, rule, days),
        said(changes.explain_redirect(handed_on, due_on, rule, days)),
    )


def due_anew(*, kind: str, term_version: str, start: date, days: Calendar | None = None) -> date:
    """A whole term from a day, as if the text were registered on it (or the next working day)."""
    days = calendar() if days is None else days
    return clock.due_on(days.on_or_after(start), term_of_version(kind, term_version), days)
