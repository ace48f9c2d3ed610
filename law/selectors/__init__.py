"""Questions to the law: which term, which calendar, which dates.

Two queries a question, and no cache: every process reads the same rows, so a change of the
calendar is seen at once everywhere. Who asks many times (lists, imports) asks for
``calendar()`` once and hands it on.
"""

from law.changes import ExtensionLimits, Refusal
from law.selectors.changes import (
    DueChange,
    NoExtension,
    due_after_redirect,
    due_anew,
    extension_check,
    extension_limits,
    redirect_by,
)
from law.selectors.dates import ClockResult, Progress, clock_for_appeal, progress
from law.selectors.grounds import NoGround, ground_title, stop_ground, stop_grounds
from law.selectors.promises import NoPromise, promise, promised_day, working_days_after
from law.selectors.terms import NoTerm, calendar, term_for, term_of_version
from law.selectors.words import SaidStep

__all__ = [
    "ClockResult",
    "DueChange",
    "ExtensionLimits",
    "NoExtension",
    "NoGround",
    "NoPromise",
    "NoTerm",
    "Progress",
    "Refusal",
    "SaidStep",
    "calendar",
    "clock_for_appeal",
    "due_after_redirect",
    "due_anew",
    "extension_check",
    "extension_limits",
    "ground_title",
    "progress",
    "promise",
    "promised_day",
    "redirect_by",
    "stop_ground",
    "stop_grounds",
    "term_for",
    "term_of_version",
    "working_days_after",
]
