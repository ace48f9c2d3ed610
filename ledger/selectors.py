"""Reading events."""

from django.db import models

from ledger.models import Event
from ledger.services import target_key


def event_list_for(target: models.Model) -> models.QuerySet[Event]:
    """Events of one row, oldest first."""
    kind, key = target_key(target)
    return event_list_of(kind, key)


def event_list_of(kind: str, key: str) -> models.QuerySet[Event]:
    """Events of what has this kind and id, oldest first, whether or not it is still there."""
    return Event.objects.filter(target_kind=kind, target_id=key).order_by("sequence")
