"""Writing and reading notices."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from ledger.models import Event
from notifications.models import Notice, Pace, Subscription
from notifications.services.delivering import deliveries_plan
from notifications.wording import KINDS


def notice_write(
    *,
    user_id: UUID | None,
    kind: str,
    data: dict[str, Any],
    path: str = "",
    event: Event,
    subscription: Subscription | None = None,
) -> Notice | None:
    """Tell a person a fact, in the fact's own transaction. Nobody to tell: nothing happens.

    ``kind`` must have words in ``notifications.wording``; one event tells a person once. What
    leaves the portal is planned with it: somebody's own matter goes at once, what comes of a
    ``subscription`` at its pace.
    """
    if kind not in KINDS:
        raise LookupError(f"no words for notices of kind {kind!r}")
    if user_id is None:
        return None
    notice, is_new = Notice.objects.get_or_create(
        user_id=user_id,
        event=event,
        defaults={
            "kind": kind,
            "data": data,
            "path": path,
            "subscription": subscription,
            "followed": subscription is not None,
        },
    )
    if is_new:
        deliveries_plan(notice, subscription.pace if subscription else Pace.ONCE)
    return notice


def notices_mark_read(*, user_id: UUID) -> int:
    """The person has seen the list; returns how many were new."""
    unread = Notice.objects.filter(user_id=user_id, read_at__isnull=True)
    return unread.update(read_at=timezone.now())
