"""Receiving an application, taking it into work, withdrawing it."""

from django.db import transaction

from accounts.models import User
from appeals.counting import figure_add
from appeals.models import Appeal
from appeals.permissions import can_work_on, is_author
from appeals.services.moving import appeal_lock, move_apply, move_check, move_tell
from appeals.services.publishing import publication_stop
from appeals.services.redirecting import redirects_lapse
from appeals.states import OPEN_STATES
from core.audience import Reader
from core.errors import NotAllowed


@transaction.atomic
def appeal_receive(*, appeal_id: int, actor: User, reader: Reader) -> Appeal:
    """The agency confirms that it has the application and will route it to a colleague."""
    appeal = appeal_lock(appeal_id)
    if not can_work_on(reader, appeal):
        raise NotAllowed
    move_check(appeal, "receive")
    appeal.save(update_fields=move_apply(appeal, "receive"))
    move_tell(appeal, "receive", actor=actor)
    return appeal


@transaction.atomic
def appeal_take(*, appeal_id: int, actor: User, reader: Reader) -> Appeal:
    """A clerk takes a new application into work."""
    appeal = appeal_lock(appeal_id)
    if not can_work_on(reader, appeal):
        raise NotAllowed
    move_check(appeal, "take")
    appeal.executor = actor
    appeal.save(update_fields=[*move_apply(appeal, "take"), "executor"])
    move_tell(appeal, "take", actor=actor)
    return appeal


@transaction.atomic
def appeal_withdraw(*, appeal_id: int, actor: User, reader: Reader) -> Appeal:
    """The author takes the application back; it leaves the public pages and the queue.

    Its open parts end with it.
    """
    appeal = appeal_lock(appeal_id)
    if not is_author(reader, appeal):
        raise NotAllowed
    _withdraw(appeal, actor)
    parts_end(appeal, "withdraw", actor)
    return appeal


def parts_end(appeal: Appeal, move: str, actor: User) -> None:
    """End the open parts of an application whose consideration ends."""
    parts = Appeal.objects.select_for_update().filter(parent=appeal, state__in=OPEN_STATES)
    for part in parts.order_by("pk"):
        part.save(update_fields=move_apply(part, move))
        redirects_lapse(part)
        move_tell(part, move, actor=actor)


def _withdraw(appeal: Appeal, actor: User) -> None:
    move_check(appeal, "withdraw")
    appeal.save(update_fields=move_apply(appeal, "withdraw"))
    redirects_lapse(appeal)
    move_tell(appeal, "withdraw", actor=actor)
    publication_stop(appeal)
    figure_add(appeal, "withdrawn", 1)
