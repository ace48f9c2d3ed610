"""The queue of deliveries: taken under a lease, given back with what became of them.

Taking is one short transaction, sending happens outside of any, marking is another. A worker that
dies leaves its lease behind; when that ends another worker tries again with the same
``message_id``. A lease also sets ``due_at``, so that what kills its worker doesn't stand first in
the queue for ever.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from core.crypto import InvalidToken
from notifications.models import (
    Channel,
    Delivery,
    DeliveryRules,
    DeliveryState,
    Pace,
    Reach,
)
from notifications.quiet import quiet_end
from notifications.sendable import may_send

logger = logging.getLogger(__name__)
# Longer than the time-outs of a gateway or mail server take together.
LEASE = timedelta(minutes=3)
FIRST_PAUSE, LAST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
# Deliveries of people whom another worker looks after right now, passed over in one look.
PASSES = 20
OPEN = (DeliveryState.WAITING, DeliveryState.LEASED)


@dataclass(frozen=True)
class Taken:
    """A delivery that came up, and what became of it at once; empty ``outcome``: to be sent."""

    delivery: Delivery
    reach: Reach | None
    outcome: str = ""


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries: doubling from a minute up to six hours."""
    return min(FIRST_PAUSE * 2 ** min(max(tries - 1, 0), 12), LAST_PAUSE)


def delivery_take(now: datetime) -> Taken | None:
    """The delivery that has waited longest, leased to the caller or settled; None: nothing due."""
    # Looking takes no lock: SQLite has but one for writing.
    return _take(now) if _due(now).exists() else None


@transaction.atomic
def _take(now: datetime) -> Taken | None:
    found = _next(now)
    if found is None:
        return None
    delivery, reach = found
    try:
        with override(delivery.user.language):
            outcome = _settle(delivery, reach, now)
    except InvalidToken:
        outcome = _put_off(delivery, now)
    if not outcome:
        delivery.state, delivery.leased_by = DeliveryState.LEASED, uuid4()
        delivery.due_at = delivery.leased_until = now + LEASE
        delivery.tries += 1
    delivery.save()
    return Taken(delivery, reach, outcome)


def delivery_mark(delivery: Delivery, **changes: object) -> bool:
    """Say what became of a leased delivery; False when the lease ended and another took it."""
    mine = Delivery.objects.filter(pk=delivery.pk, leased_by=delivery.leased_by)
    return bool(mine.update(leased_by=None, leased_until=None, **changes))


def _next(now: datetime) -> tuple[Delivery, Reach | None] | None:
    """Lock a delivery and its person's reach, waiting for nobody: so nobody deadlocks with us."""
    passed: list[int] = []
    while len(passed) < PASSES:
        rows = _unlocked(_due(now)).exclude(pk__in=passed)
        delivery = rows.order_by("due_at", "pk").first()
        if delivery is None:
            return None
        # Addresses are opened where it is known what to do when no key fits.
        known = Reach.objects.defer("email", "email_wanted").filter(user_id=delivery.user_id)
        reach = _unlocked(known).first()
        if reach or not Reach.objects.filter(user_id=delivery.user_id).exists():
            return delivery, reach
        passed.append(delivery.pk)
    return None


def _due(now: datetime) -> QuerySet:
    return Delivery.objects.filter(state__in=OPEN, due_at__lte=now)


def _unlocked(rows: QuerySet) -> QuerySet:
    skip = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=skip)


def _settle(delivery: Delivery, reach: Reach | None, now: datetime) -> str:
    """What needs no sending: the outcome's name; the delivery is changed, not saved."""
    rules = DeliveryRules.current()
    delivery.leased_by = delivery.leased_until = None
    if delivery.tries >= rules.tries:
        return _set(delivery, DeliveryState.FAILED, delivery.reason or "tries")
    reason = may_send(delivery, reach) or _parts_settle(delivery)
    if reason or reach is None:
        return _set(delivery, DeliveryState.DROPPED, reason)
    if (later := quiet_end(reach, now)) > now:
        delivery.due_at = later
        _set(delivery, DeliveryState.WAITING, delivery.reason)
        return "later"
    if delivery.notice_id and _spent(delivery, now) >= _budget(delivery, rules):
        return _over(delivery)
    return ""


def _put_off(delivery: Delivery, now: datetime) -> str:
    """No key opens the address: tried again later, so that nobody else waits for it."""
    logger.error("delivery %s: no key opens the address", delivery.message_id)
    delivery.tries += 1
    delivery.due_at = now + pause_after(delivery.tries)
    _set(delivery, DeliveryState.WAITING, InvalidToken.__name__)
    return "retry"


def _set(delivery: Delivery, state: str, reason: str) -> str:
    delivery.state, delivery.reason = state, reason
    return str(state)


def _over(delivery: Delivery) -> str:
    """Too much for one day: a mail waits for the digest, an SMS is left out."""
    if delivery.channel == Channel.EMAIL:
        delivery.pace = Pace.DAILY
        return _set(delivery, DeliveryState.HELD, "budget")
    return _set(delivery, DeliveryState.DROPPED, "budget")


def _budget(delivery: Delivery, rules: DeliveryRules) -> int:
    return rules.mails_a_day if delivery.channel == Channel.EMAIL else rules.sms_a_day


def _spent(delivery: Delivery, now: datetime) -> int:
    """How many went, or are going, to this person by this channel today. Exact: whoever counts
    holds the person's reach."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    others = Delivery.objects.filter(
        user_id=delivery.user_id, channel=delivery.channel, notice__isnull=False
    ).exclude(pk=delivery.pk)
    sent = others.filter(state=DeliveryState.SENT, sent_at__gte=midnight)
    return sent.count() + others.filter(state=DeliveryState.LEASED).count()


def _parts_settle(delivery: Delivery) -> str:
    """Leave out of a digest what may not be told any more; ``empty`` when nothing stays."""
    if delivery.notice_id:
        return ""
    parts = delivery.parts.filter(state=DeliveryState.IN_DIGEST)
    left = 0
    for part in parts.select_related("notice__subscription", "user"):
        reason = may_send(part)
        left += not reason
        if reason:
            Delivery.objects.filter(pk=part.pk).update(state=DeliveryState.DROPPED, reason=reason)
    return "" if left else "empty"
