"""Until when a moderator decides: our own promise, not a term of the law.

One working day, counted as the law counts: from the next working day after the day of arrival. It
runs inside the legal term, which starts at registration and never waits for moderation.
"""

from datetime import datetime, time

from law.clock import ALMATY, registered_on
from law.selectors import calendar

END_OF_DAY = time(18, 30)
WORKING_DAYS = 1


def decide_by(opened_at: datetime) -> datetime:
    """The end of the last working day for the decision. One query."""
    days = calendar()
    day = registered_on(opened_at, days, END_OF_DAY)
    for _ in range(WORKING_DAYS):
        day = days.after(day)
    return datetime.combine(day, END_OF_DAY, ALMATY)
