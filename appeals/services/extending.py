"""Extending the term, with a reason and notice (Administrative Procedural Code, Art. 76)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.counting import figure_add
from appeals.models import Appeal, Extension
from appeals.permissions import can_extend
from appeals.services.moving import appeal_lock, move_check, move_tell
from appeals.services.wordings import words_check
from core.audience import Reader
from core.errors import NotAllowed, Refused
from law.selectors import DueChange, extension_check, term_of_version


@transaction.atomic
def appeal_extend(
    *, appeal_id: int, actor: User, reader: Reader, new_due_on: date, reason: str
) -> Extension:
    """A head gives the answer a later day; the author is told at once, with the reason.

    The law's data say how far (``law.selectors.extension_limits``). Raises ``NotAllowed`` and
    ``Refused``: after the term, beyond the cap, not later than now, on a day off, a second time
    where the law allows one, in a review.
    """
    appeal = appeal_lock(appeal_id)
    if not can_extend(reader, appeal):
        raise NotAllowed
    move_check(appeal, "extend")
    reason = words_check(reason, missing=_("Tell the author why more time is needed."))
    change = _change(appeal, new_due_on)
    is_first = not appeal.extensions.exists()
    extension = Extension.objects.create(
        appeal=appeal,
        old_due_on=appeal.due_on,
        new_due_on=change.due_on,
        reason=reason,
        decided_by=actor,
        decided_at=timezone.now(),
        notice_by=change.notice_by,
    )
    appeal.due_on = change.due_on
    appeal.save(update_fields=["due_on"])
    days = {"old_due_on": extension.old_due_on, "due_on": extension.new_due_on}
    move_tell(appeal, "extend", actor=actor, data={key: str(day) for key, day in days.items()})
    if is_first:
        figure_add(appeal, "extended", 1)
    return extension


def _change(appeal: Appeal, new_due_on: date) -> DueChange:
    """What the law makes of the day the head gives."""
    if appeal.reopened_at is not None:
        raise Refused(_("The term of a review can't be extended."), code="extension_review")
    rule = term_of_version(appeal.kind_registered, appeal.term_set.version)
    if rule.extension_days is not None and appeal.extensions.exists():
        raise Refused(_("The law allows one extension of this kind."), code="extension_twice")
    change = extension_check(
        kind=appeal.kind_registered,
        term_version=appeal.term_set.version,
        registered_on=appeal.registered_on,
        due_on=appeal.due_on,
        until=new_due_on,
        decided_on=timezone.localdate(),
    )
    if change.due_on != new_due_on:
        raise Refused(_("This is a day off. Choose a working day."), code="extension_day_off")
    return change
