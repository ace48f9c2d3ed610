"""Reading the course of an application: until when it may be reviewed, and by whom not."""

from datetime import date
from uuid import UUID

from django.utils.timezone import localdate

from appeals.models import Appeal, Reopening
from appeals.states import State
from law.selectors import promised_day


def barred_from_review(appeal: Appeal) -> set[UUID]:
    """Who may not take part in the review that is open: everybody behind what is reviewed.

    They wrote, agreed, signed or sent an answer given before, or stopped consideration. Empty
    without an open review. Two queries at most.
    """
    if not appeal.is_under_review:
        return set()
    answers = appeal.answers.filter(delivered_at__lte=appeal.reopened_at).values_list(
        "written_by", "prepared_by", "agreed_by", "overridden_by", "signature__payload__owner"
    )
    stops = appeal.stops.filter(decided_at__lte=appeal.reopened_at).values_list("decided_by")
    return {person for row in (*answers, *stops) for person in row if person is not None}


def ended_on(appeal: Appeal) -> date | None:
    """The day of the last answer, or the day consideration was stopped; None while it is open."""
    if appeal.state == State.ANSWERED:
        last = appeal.answers.order_by("-position").values_list("delivered_at", flat=True).first()
        moment = last or appeal.answered_at
    elif appeal.state == State.STOPPED:
        moment = appeal.stops.order_by("-id").values_list("decided_at", flat=True).first()
    else:
        return None
    return localdate(moment) if moment else None


def review_until(appeal: Appeal) -> date | None:
    """The last day on which the author may ask for the review; None when there is none to ask.

    A joint part is answered within the whole, and a second review there is not.
    """
    if appeal.is_joint or Reopening.objects.filter(appeal=appeal).exists():
        return None
    day = ended_on(appeal)
    return promised_day("reopen_days", day) if day else None
