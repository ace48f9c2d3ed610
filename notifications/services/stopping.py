"""Stopping by one POST from a link, without signing in (RFC 8058). Opening it changes nothing."""

import hmac
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from core.crypto import keyed_hash
from ledger.services import event_record
from notifications.models import Channel, Delivery, Followed, Subscription, search_mark
from notifications.services.reaching import reach_lock
from notifications.things import thing_named

MARK = 32
UNDO_SALT, UNDO_SECONDS = "notifications.undo", 24 * 3600


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
    named = (thing_named(followed.kind, followed.key) or followed.said) if followed else ""
    return Stoppable(delivery, named)


@dataclass(frozen=True)
class Stopped:
    """What was stopped: ``thing`` or ``channel``; ``undo`` takes it back within a day, if anything
    changed."""

    what: str
    undo: str = ""


@transaction.atomic
def stop_by_link(stoppable: Stoppable, *, everything: bool = False) -> Stopped:
    """Stop news of what the message was about, or the channel.

    Twice does no harm. ``everything``: the channel in any case.
    """
    delivery = stoppable.delivery
    if delivery.notice and delivery.notice.followed and not everything:
        return Stopped("thing", _let_go(delivery))
    return Stopped("channel", _channel_off(delivery))


@transaction.atomic
def stop_undo(stoppable: Stoppable, undo: str) -> bool:
    """Take back what this link stopped; False when the mark is old, invented or of another link."""
    try:
        name, said = signing.loads(undo, salt=UNDO_SALT, max_age=UNDO_SECONDS)
    except (signing.BadSignature, ValueError):
        return False
    delivery = stoppable.delivery
    if name != delivery.message_id.hex:
        return False
    if "kind" in said:
        is_search = said["kind"] == Followed.SEARCH
        key = search_mark(delivery.user_id, said["key"]) if is_search else said["key"]
        thing = {"user": delivery.user, "kind": said["kind"], "key": key}
        words = said["key"] if is_search else None
        more = {"pace": said["pace"], "language": said["language"], "words": words}
        row, is_new = Subscription.objects.get_or_create(**thing, defaults=more)
        if is_new:
            told = {"kind": row.kind, "by": "link"}
            event_record(verb="subscription.begin", target=row, actor=delivery.user, data=told)
    else:
        _channel_set(delivery, on=True)
    return True


def _let_go(delivery: Delivery) -> str:
    row = _followed(delivery)
    if row is None:  # let go before
        return ""
    data = {"kind": row.kind, "by": "link"}
    event_record(verb="subscription.end", target=row, actor=delivery.user, data=data)
    row.delete()
    said = {"kind": row.kind, "key": row.said, "pace": row.pace, "language": row.language}
    return _undo(delivery, said)


def _channel_off(delivery: Delivery) -> str:
    return _undo(delivery, {}) if _channel_set(delivery, on=False) else ""


def _channel_set(delivery: Delivery, *, on: bool) -> bool:
    """Switch the channel of a delivery; whether that changed anything."""
    reach = reach_lock(delivery.user)
    is_mail = delivery.channel == Channel.EMAIL
    field = "email_on" if is_mail else "sms_on"
    if getattr(reach, field) == on or (on and is_mail and not reach.email):
        return False
    setattr(reach, field, on)
    reach.save(update_fields=[field])
    told: dict[str, Any] = {field: on, "by": "link"}
    event_record(verb="reach.channels", target=reach, actor=delivery.user, data=told)
    return True


def _undo(delivery: Delivery, said: dict[str, str]) -> str:
    return signing.dumps([delivery.message_id.hex, said], salt=UNDO_SALT)


def _followed(delivery: Delivery) -> Subscription | None:
    return delivery.notice.subscription if delivery.notice else None


def _mark(name: str) -> str:
    return keyed_hash("notices.stop", name)[:MARK]
