"""What may change a registered text's due date: extension, redirect, a term anew.

Each counts by the version the text was registered under (``term_version``). Two queries a
question, one with ``days``.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from law import changes, clock
from law.changes import ExtensionLimits, Refusal
from law.clock import Calendar, TermRule
from law.selectors.terms import calendar, term_of_version
from law.selectors.words import SaidStep, said
from law.wording import say_day

MESSAGES: dict[Refusal, Lazy] = {
    Refusal.NONE_ALLOWED: _("The law allows no extension for this kind."),
    Refusal.NO_ROOM: _("The term already lasts as long as the law allows."),
    Refusal.AFTER_TERM: _("The term ended on %(day)s and can no longer be extended."),
    Refusal.BEFORE_REGISTRATION: _("The term starts on %(day)s and cannot be extended earlier."),
    Refusal.NOT_LATER: _("The answer is due by %(day)s. Give a later day."),
    Refusal.BEYOND: _("The law allows an extension to %(day)s at the latest."),
}


class NoExtension(Refused):
    """The law allows no extension, or not this one.

    ``code`` is a value of ``Refusal``; the message names the day that stands against it, in the
    language that was active.
    """

    def __init__(self, refusal: Refusal, day: date | None = None) -> None:
        said_day = say_day(day) if day else ""
        super().__init__(str(MESSAGES[refusal]) % {"day": said_day}, code=refusal.value)


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
    return _limits(registered_on, due_on, term_of_version(kind, term_version), days)


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
    limits = _limits(registered_on, due_on, rule, days)
    against = changes.extension_refusal(
        registered=registered_on,
        due=due_on,
        latest=limits.latest,
        until=until,
        decided_on=decided_on,
    )
    if against:
        raise NoExtension(*against)
    notice_by = changes.notice_by(decided_on, limits, days)
    steps = changes.explain_extension(
        registered=registered_on,
        limits=limits,
        until=until,
        notice=notice_by,
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


def _limits(registered_on: date, due_on: date, rule: TermRule, days: Calendar) -> ExtensionLimits:
    limits = changes.extension_limits(registered_on, due_on, rule, days)
    if isinstance(limits, Refusal):
        raise NoExtension(limits)
    return limits
