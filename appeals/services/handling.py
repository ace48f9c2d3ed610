"""Taking an application into work and withdrawing it."""

from django.db import transaction

from accounts.models import User
from appeals.models import Appeal
from appeals.permissions import can_work_on, is_author
from appeals.services.moving import appeal_lock, appeal_tell, move_apply, move_check
from appeals.services.publishing import publication_stop
from appeals.services.redirecting import redirects_lapse
from core.audience import Reader
from core.errors import NotAllowed


@transaction.atomic
def appeal_take(*, appeal_id: int, actor: User, reader: Reader) -> Appeal:
    """A clerk takes a registered application into work."""
    appeal = appeal_lock(appeal_id)
    if not can_work_on(reader, appeal):
        raise NotAllowed
    move_check(appeal, "take")
    appeal.executor = actor
    appeal.save(update_fields=[*move_apply(appeal, "take"), "executor"])
    appeal_tell(appeal, verb="appeal.take", actor=actor, notice="appeal.taken")
    return appeal


@transaction.atomic
def appeal_withdraw(*, appeal_id: int, actor: User, reader: Reader) -> Appeal:
    """The author takes the application back; it leaves the public pages and the queue."""
    appeal = appeal_lock(appeal_id)
    if not is_author(reader, appeal):
        raise NotAllowed
    move_check(appeal, "withdraw")
    appeal.save(update_fields=move_apply(appeal, "withdraw"))
    redirects_lapse(appeal)
    appeal_tell(appeal, verb="appeal.withdraw", actor=actor, notice="appeal.withdrawn")
    publication_stop(appeal)
    return appeal
