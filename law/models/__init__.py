"""Terms of the law by version, the working calendar, and the grounds to stop."""

from law.models.calendar import CalendarDay
from law.models.grounds import StopGround
from law.models.terms import Term, TermSet

__all__ = ["CalendarDay", "StopGround", "Term", "TermSet"]
