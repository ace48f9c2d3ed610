"""Digests: what was held for a day or a week becomes one mail."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ledger.schedule import each_apart
from notifications.models import (
    Channel,
    Delivery,
    DeliveryRules,
    DeliveryState,
    Pace,
    Reach,
)
from notifications.quiet import quiet_end


def digests_make(now: datetime | None = None) -> int:
    """Make the digests that are due; how many. Each person's in a transaction of its own.

    A digest of a day is made once, by a database key; what is held after its hour waits for the
    next one. After a pause of the scheduler it comes late, not twice.
    """
    now = now or timezone.now()
    rules = DeliveryRules.current()
    work = [
        (user_id, pace, *digest_moment(pace, rules, now))
        for pace in Pace.values[1:]
        for user_id in _waiting(pace, digest_moment(pace, rules, now)[1])
    ]
    return sum(map(bool, each_apart(work, lambda item: _digest(*item, now))))


def digest_moment(pace: str, rules: DeliveryRules, now: datetime) -> tuple[date, datetime]:
    """Day and moment of the digest that was due last."""
    local = timezone.localtime(now)
    moment = local.replace(hour=rules.digest_hour, minute=0, second=0, microsecond=0)
    if moment > local:
        moment -= timedelta(days=1)
    if pace == Pace.WEEKLY:
        moment -= timedelta(days=(moment.weekday() - rules.digest_weekday) % 7)
    return moment.date(), moment


def _waiting(pace: str, moment: datetime) -> list[UUID]:
    held = Delivery.objects.filter(state=DeliveryState.HELD, pace=pace, created_at__lt=moment)
    return list(held.order_by().values_list("user_id", flat=True).distinct())


@transaction.atomic
def _digest(user_id: UUID, pace: str, day: date, moment: datetime, now: datetime) -> bool:
    reach = Reach.objects.select_for_update().filter(user_id=user_id).first()
    held = Delivery.objects.filter(
        user_id=user_id, state=DeliveryState.HELD, pace=pace, created_at__lt=moment
    )
    if reach is None:
        held.update(state=DeliveryState.DROPPED, reason="portal_only")
        return False
    digest, is_new = Delivery.objects.get_or_create(
        user_id=user_id,
        channel=Channel.EMAIL,
        pace=pace,
        digest_on=day,
        notice=None,
        defaults={"due_at": quiet_end(reach, now)},
    )
    if is_new:
        held.update(state=DeliveryState.IN_DIGEST, digest=digest)
    return is_new
