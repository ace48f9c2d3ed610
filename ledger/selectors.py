"""Reading events."""

from django.db import models

from ledger.models import Event
from ledger.services import target_key


def event_list_for(target: models.Model) -> models.QuerySet[Event]:
    """Events of one row, oldest first."""
    kind, key = target_key(target)
    return Event.objects.filter(target_kind=kind, target_id=key).order_by("id")
