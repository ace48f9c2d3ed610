"""What the author says of the answer. "No" asks for the review by itself."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.blocking import blocked_check
from appeals.course import review_until
from appeals.models import Appeal, Rating
from appeals.permissions import is_author
from appeals.services.moving import appeal_lock, move_check, move_tell
from appeals.services.reopening import review_open
from appeals.services.wordings import length_check
from appeals.states import Solved
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.text import clean_text


@transaction.atomic
def answer_rate(
    *, appeal_id: int, actor: User, reader: Reader, value: str, comment: str = ""
) -> Rating:
    """The author says once whether the answer solved the matter; staff read the comment, the
    public neither.

    "No" opens the review, if one can still be asked for. Raises ``NotAllowed``, ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    if not is_author(reader, appeal):
        raise NotAllowed
    blocked_check(actor)
    if Rating.objects.filter(appeal=appeal).exists():
        raise Refused(_("You have said this already."), code="rated_already")
    move_check(appeal, "rate")
    if value not in Solved.values:
        raise Refused(_("Choose one of the four."), code="value_unknown")
    if not appeal.answers.exists():
        raise Refused(_("This part is answered within the whole application."), code="joint_part")
    comment = length_check(clean_text(comment))
    rating = Rating.objects.create(
        appeal=appeal, value=value, comment=comment or None, at=timezone.now()
    )
    move_tell(appeal, "rate", actor=actor, data={"value": value})
    if value == Solved.NO and _may_review(appeal):
        review_open(appeal, actor, comment, by_rating=True)
    return rating


def _may_review(appeal: Appeal) -> bool:
    until = review_until(appeal)
    return until is not None and timezone.localdate() <= until
