"""Rate limits kept in the database, so that they hold over all processes."""

import time
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.crypto import keyed_hash
from core.errors import TooMany
from core.models import RateWindow


def rate_take(*, scope: str, key: str, limit: int, per_seconds: int) -> None:
    """Count one act; refuse when ``limit`` acts were counted in this window of seconds.

    Raises ``TooMany``. The count is committed at once with the caller's transaction, so call it
    before the transaction whose failure must not give the try back.
    """
    now = int(time.time())
    window = now // per_seconds
    hashed = keyed_hash(f"rate:{scope}", key)
    with transaction.atomic():
        row, _ = RateWindow.objects.get_or_create(
            key=hashed,
            window=window,
            # By the window, not by the moment: the row mustn't tell when somebody came.
            defaults={"expires_at": datetime.fromtimestamp((window + 2) * per_seconds, UTC)},
        )
        taken = RateWindow.objects.filter(pk=row.pk, count__lt=limit).update(count=F("count") + 1)
    if not taken:
        raise TooMany(retry_after=(window + 1) * per_seconds - now)


def rates_prune() -> int:
    """Delete windows that have passed; returns how many."""
    return RateWindow.objects.filter(expires_at__lt=timezone.now()).delete()[0]
