"""Blocking a person's data: a state that holds until the person lifts it.

Law of the Republic of Kazakhstan No. 94-V of 21 May 2013 on personal data and their protection,
art. 1, knows blocking as a temporary stop. What it stops here is our reading of it: nothing new is
collected (nobody sends anything), nothing is passed on (no mail, no SMS, no name in public). What
the state has to keep stays, and those who consider an application go on.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleKind, User
from accounts.models.people import NameShown
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.registry import Personal, adapters
from ledger.models import Event
from ledger.services import event_record


def data_block(*, user: User, actor: Any) -> Event | None:
    """Block, in the caller's transaction; None when it is blocked already.

    The name goes from everything that is public and does not come back by itself.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.data_blocked_at is not None:
        return None
    locked.data_blocked_at, locked.name_shown = timezone.now(), NameShown.HIDDEN
    locked.save(update_fields=["data_blocked_at", "name_shown"])
    counts = {
        room: adapter.hide_name(locked, actor)
        for room, adapter in adapters(Personal).items()
        if hasattr(adapter, "hide_name")
    }
    return event_record(verb="data.block", target=locked, actor=actor, data={"names": counts})


@transaction.atomic
def data_unblock(*, user: User, actor: User, reader: Reader) -> Event | None:
    """Lift the blocking: the person at once, or an operator. None when nothing is blocked.

    Names stay hidden. Refused: ``NotAllowed``.
    """
    if not reader.is_person(actor.pk):
        raise NotAllowed
    if actor.pk != user.pk and not reader.has(RoleKind.OPERATOR):
        raise NotAllowed
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.data_blocked_at is None:
        return None
    locked.data_blocked_at = None
    locked.save(update_fields=["data_blocked_at"])
    by = "person" if actor.pk == locked.pk else "operator"
    return event_record(verb="data.unblock", target=locked, actor=actor, data={"by": by})


def is_blocked(user: User) -> bool:
    """As it is at this moment: the object at hand may be older."""
    return User.objects.filter(pk=user.pk, data_blocked_at__isnull=False).exists()


def blocked_check(user: User) -> None:
    """Every verb by which a person sends something begins here. Refused: ``data_blocked``."""
    if is_blocked(user):
        raise blocked_refusal()


def blocked_refusal() -> Refused:
    """Why not, and the way out."""
    return Refused(
        _(
            "Your data is blocked, so nothing new can be sent. Open “My data” in your account and "
            "lift the blocking first."
        ),
        code="data_blocked",
    )
