"""The one review that an author may ask for, by another person of the same body."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.blocking import blocked_check
from appeals.counting import figure_add
from appeals.course import review_until
from appeals.models import Appeal, Reopening
from appeals.permissions import is_author
from appeals.services.moving import appeal_lock, move_apply, move_check, move_tell
from appeals.services.wordings import words_check
from core.audience import Reader
from core.errors import NotAllowed, Refused
from law.selectors import promised_day


@transaction.atomic
def appeal_reopen(*, appeal_id: int, actor: User, reader: Reader, reason: str) -> Reopening:
    """The author asks, once and in time, that another person looks at it again.

    Raises ``NotAllowed`` for anybody else and ``Refused``: a second time, too late, no reason.
    """
    appeal = appeal_lock(appeal_id)
    if not is_author(reader, appeal):
        raise NotAllowed
    blocked_check(actor)
    if Reopening.objects.filter(appeal=appeal).exists():
        raise Refused(_("You have asked for a review already."), code="reopened_already")
    move_check(appeal, "reopen")
    reason = words_check(reason, missing=_("Write what should be looked at again."))
    until = review_until(appeal)
    if until is None:
        raise Refused(_("This part is answered within the whole application."), code="joint_part")
    if timezone.localdate() > until:
        raise Refused(
            _("A review could be asked for until %(day)s.")
            % {"day": date_format(until, "DATE_FORMAT")},
            code="reopen_late",
        )
    return review_open(appeal, actor, reason)


def review_open(appeal: Appeal, actor: User, reason: str, *, by_rating: bool = False) -> Reopening:
    """Open the review: at the agency, with a term of its own, in nobody's hands yet.

    The row is locked and the right to ask is checked by the verb.
    """
    now = timezone.now()
    review = Reopening.objects.create(
        appeal=appeal,
        reason=reason or None,
        by_rating=by_rating,
        at=now,
        due_on=promised_day("review_days", timezone.localdate()),
    )
    appeal.reopened_at, appeal.due_on = now, review.due_on
    appeal.executor, appeal.inner_due_on = None, None
    fields = ["reopened_at", "due_on", "executor", "inner_due_on"]
    appeal.save(update_fields=[*move_apply(appeal, "reopen"), *fields])
    data = {"due_on": str(review.due_on), "by_rating": by_rating}
    move_tell(appeal, "reopen", actor=actor, data=data)
    figure_add(appeal, "reopened", 1)
    return review
