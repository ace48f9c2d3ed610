"""Until when a moderator decides: our own promises, not terms of the law.

They are counted in working days as the law counts, from the working day after the day of arrival,
and they are data: the set of terms has the number for all, a route one for its kind of text and
agency. They run inside the legal term, which starts at registration and never waits.
"""

from datetime import date, datetime, time

from law.clock import ALMATY, registered_on
from law.selectors import NoTerm, calendar, promise, working_days_after
from moderation.models import WorkflowRoute

END_OF_DAY = time(18, 30)
# Where an installation has no set of terms yet.
DEFAULTS = {"moderation_days": 1, "objection_days": 3}


def decide_by(opened_at: datetime, *, kind: str = "", agency_id: int | None = None) -> datetime:
    """The end of the last working day for the decision on a text. Three queries."""
    return _promised(opened_at, "moderation_days", WorkflowRoute.days_for(kind, agency_id))


def judge_by(filed_at: datetime) -> datetime:
    """The end of the last working day for judging an objection. Two queries."""
    return _promised(filed_at, "objection_days", None)


def _promised(moment: datetime, name: str, number: int | None) -> datetime:
    days = calendar()
    day = registered_on(moment, days, END_OF_DAY)
    last = working_days_after(day, number or _number(name, day), days)
    return datetime.combine(last, END_OF_DAY, ALMATY)


def _number(name: str, on: date) -> int:
    try:
        return promise(name, on)
    except NoTerm:
        return DEFAULTS[name]
