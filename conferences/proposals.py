"""Times to begin with: what the form for a new conference proposes."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from conferences.limits import Times
from conferences.models import ConferenceRules
from law.clock import Calendar
from law.selectors import working_days_after

MORNING, EVENING = time(10), time(18)
USUAL_DAYS_OPEN = 5


def times_proposed(
    rules: ConferenceRules,
    days: Calendar,
    *,
    announced_at: datetime | None = None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Times:
    """Times within the rules. What is given stays, and the rest counts from it.

    Announced with the next whole hour, open for a working week, answers and summary as late as the
    rules allow: an editor who can promise more sets them earlier.
    """
    announced = announced_at or _next_hour(timezone.now())
    opens = opens_at or _at(_after(announced, rules.lead_days, days), MORNING)
    open_days = max(rules.open_days_least, min(USUAL_DAYS_OPEN, rules.open_days_most))
    closes = closes_at or _at(_after(opens, open_days, days), EVENING)
    begin = _at(_after(closes, min(1, rules.answer_days_most), days), MORNING)
    due = _at(_after(closes, rules.answer_days_most, days), EVENING)
    summary = _at(_after(due, rules.summary_days_most, days), EVENING)
    answers_from = max(closes, min(begin, due - timedelta(hours=1)))
    answers_due = max(due, answers_from + timedelta(hours=1))
    summary_due = max(summary, answers_due)
    return Times(
        announced_at=announced,
        opens_at=opens,
        closes_at=closes,
        answers_from_at=answers_from,
        answers_due_at=answers_due,
        summary_due_at=summary_due,
        archived_at=archive_after(summary_due, rules),
    )


def archive_after(summary_at: datetime, rules: ConferenceRules) -> datetime:
    """When a conference with its summary on this day goes to the archive."""
    return summary_at + timedelta(days=max(1, rules.archive_days))


def _next_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _after(at: datetime, number: int, days: Calendar) -> date:
    return working_days_after(timezone.localtime(at).date(), number, days)


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
