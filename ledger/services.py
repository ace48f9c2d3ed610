"""Writing events."""

from typing import Any

from django.db import models
from django.utils import timezone

from ledger.models import Event


def target_key(target: models.Model) -> tuple[str, str]:
    """Kind and id under which events name a row."""
    return target._meta.label_lower, str(target.pk)


def event_record(
    *,
    verb: str,
    target: models.Model,
    actor: Any = None,
    agency_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Write one event in the caller's transaction, at the end of the target's chain.

    ``data`` never holds anybody's text, only keys and codes. Call it before counters and numbers,
    whose rows are locked last.
    """
    kind, key = target_key(target)
    return Event.objects.create(
        verb=verb,
        target_kind=kind,
        target_id=key,
        actor=actor if getattr(actor, "pk", None) else None,
        agency_id=agency_id,
        data=data or {},
        at=timezone.now(),
    )
