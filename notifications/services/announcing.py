"""Facts for everybody who follows something: written with the fact, told by a worker in batches."""

import logging
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from ledger.models import Event
from notifications.models import Announcement, Subscription
from notifications.services.noticing import notice_write
from notifications.things import thing_named
from notifications.wording import KINDS, THINGS

BATCH = 500
logger = logging.getLogger(__name__)


def announce(
    *,
    event: Event,
    kind: str,
    data: dict[str, Any],
    path: str,
    things: Iterable[tuple[str, str]],
) -> Announcement:
    """Tell a public fact to all who follow one of ``things`` (kind and key), in its transaction.

    The first thing is the most specific: its name fills the gap of the notice. One event tells a
    person once, however many of the things they follow.
    """
    if kind not in KINDS:
        raise LookupError(f"no words for notices of kind {kind!r}")
    listed = [[str(thing), key] for thing, key in things]
    return Announcement.objects.create(
        event=event, kind=kind, data={**data, "thing": listed[0]}, path=path, things=listed
    )


def announcement_next(passed: list[int] | None = None) -> int | None:
    """Write the next batch of notices; how many, or None when nothing is left to tell.

    Any number of workers may call it: each batch is one transaction that holds its announcement.
    One that can't be told is logged and put into ``passed``, and what is there is passed over: so
    it stops no other one. Without ``passed`` it raises.
    """
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        rows = Announcement.objects.select_for_update(skip_locked=skip, of=("self",))
        rows = rows.filter(done_at=None).exclude(pk__in=passed or [])
        row = rows.select_related("event").order_by("pk").first()
        if row is None:
            return None
        try:
            with transaction.atomic():
                return _batch(row)
        except Exception:
            if passed is None:
                raise
            logger.exception("announcement %s could not be told", row.pk)
            passed.append(row.pk)
            return 0


def _batch(row: Announcement) -> int:
    if _is_gone(row):
        row.done_at = timezone.now()
        row.save(update_fields=["done_at"])
        return 0
    followed = Q(pk__in=[])
    for kind, key in row.things:
        followed |= Q(kind=kind, key=key)
    # Who began to follow after the fact isn't told of it.
    found = Subscription.objects.filter(
        followed, pk__gt=row.reached, created_at__lte=row.created_at, user__is_active=True
    )
    batch = list(found.select_related("user__vault").order_by("pk")[:BATCH])
    for subscription in batch:
        notice_write(
            user_id=subscription.user_id,
            kind=row.kind,
            data=row.data,
            path=row.path,
            event=row.event,
            subscription=subscription,
        )
    if batch:
        row.reached = batch[-1].pk
    if len(batch) < BATCH:
        row.done_at = timezone.now()
    row.save(update_fields=["reached", "done_at"])
    return len(batch)


def _is_gone(row: Announcement) -> bool:
    """What it tells of was taken down since: nobody is told."""
    about = [row.things[0], *(row.data[name] for name in THINGS if name in row.data)]
    return any(thing_named(*thing) is None for thing in about)
