"""Stopping by one POST from a link, without signing in (RFC 8058). Opening it changes nothing."""

import hmac
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from core.crypto import keyed_hash
from ledger.services import event_record
from notifications.models import Channel, Delivery, Subscription
from notifications.services.reaching import reach_lock
from notifications.things import thing_named

MARK = 32


@dataclass(frozen=True)
class Stoppable:
    """What a link can stop: news of ``named`` (empty when it isn't followed), or the channel."""

    delivery: Delivery
    named: str

    @property
    def channel_label(self) -> str:
        """``e-mail`` or ``SMS`` in the active language."""
        return str(Channel(self.delivery.channel).label)


def stop_url(delivery: Delivery) -> str:
    """The whole address of the link, in the active language. The same at each try."""
    return f"{settings.SITE_URL}{reverse('notices_stop', args=[stop_token(delivery)])}"


def stop_token(delivery: Delivery) -> str:
    """The delivery's id and a mark that only the portal can make."""
    return f"{delivery.message_id.hex}-{_mark(delivery.message_id.hex)}"


def stoppable_of(token: str) -> Stoppable | None:
    """What this link is about; None when it was invented."""
    name, _dash, mark = token.partition("-")
    if not hmac.compare_digest(mark.encode(), _mark(name).encode()):
        return None
    rows = Delivery.objects.select_related("user", "notice__subscription")
    delivery = rows.filter(message_id=UUID(name)).first()
    if delivery is None:
        return None
    followed = _followed(delivery)
    named = (thing_named(followed.kind, followed.key) or followed.key) if followed else ""
    return Stoppable(delivery, named)


@transaction.atomic
def stop_by_link(stoppable: Stoppable, *, everything: bool = False) -> str:
    """Stop news of what the message was about, or the channel; says which: ``thing``, ``channel``.

    Twice does no harm. ``everything``: the channel in any case.
    """
    delivery = stoppable.delivery
    followed = None if everything else _followed(delivery)
    if followed is not None:
        data = {"kind": followed.kind, "by": "link"}
        event_record(verb="subscription.end", target=followed, actor=delivery.user, data=data)
        followed.delete()
        return "thing"
    if delivery.notice and delivery.notice.followed and not everything:
        return "thing"  # stopped before
    reach = reach_lock(delivery.user)
    field = "email_on" if delivery.channel == Channel.EMAIL else "sms_on"
    if getattr(reach, field):
        setattr(reach, field, False)
        reach.save(update_fields=[field])
        told: dict[str, Any] = {field: False, "by": "link"}
        event_record(verb="reach.channels", target=reach, actor=delivery.user, data=told)
    return "channel"


def _followed(delivery: Delivery) -> Subscription | None:
    return delivery.notice.subscription if delivery.notice else None


def _mark(name: str) -> str:
    return keyed_hash("notices.stop", name)[:MARK]
