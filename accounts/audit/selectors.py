"""Finding events: every way of searching has an index of its own."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from ledger.anchors import anchored_to
from ledger.checking import events_check, object_rows
from ledger.faults import Fault
from ledger.models import Event

KEYS = ("-at", "-id")
# A longer chain is checked page by page.
CHECKED_WHOLE = 1_000


@dataclass(frozen=True)
class Wanted:
    """What is searched for; all of it together."""

    verb: str = ""
    kind: str = ""
    key: str = ""
    actor: UUID | None = None
    agency_id: int | None = None
    since: date | None = None
    until: date | None = None

    def told(self) -> dict[str, Any]:
        """As the event of an export keeps it: codes only."""
        said = {
            "verb": self.verb,
            "kind": self.kind,
            "object": self.key,
            "actor": str(self.actor or ""),
            "agency": self.agency_id,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class Check:
    """What a check of one object's chain found. ``is_whole``: not only the page shown."""

    faults: tuple[Fault, ...]
    is_whole: bool
    is_anchored: bool


def events_found(wanted: Wanted) -> models.QuerySet[Event]:
    """Events that fit; the caller orders and pages them."""
    exact = {
        "verb": wanted.verb,
        "target_kind": wanted.kind,
        "target_id": wanted.key,
        "actor_id": wanted.actor,
        "agency_id": wanted.agency_id,
    }
    rows = Event.objects.filter(**{name: value for name, value in exact.items() if value})
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return rows


def object_named(kind: str, said: str) -> tuple[str, str] | None:
    """Kind and id of what somebody calls by number or id; an id needs its kind."""
    for model in _numbered(kind):
        key = model._base_manager.filter(number=said.upper()).values_list("pk", flat=True).first()
        if key is not None:
            return model._meta.label_lower, str(key)
    return (kind, said) if kind else None


def chain_check(kind: str, key: str, shown: list[Event]) -> Check:
    """Check the whole chain, or what is shown of a long one."""
    rows = object_rows(kind, key)
    last = rows.order_by("-sequence").values_list("sequence", "pk").first() or (0, 0)
    is_whole = last[0] <= CHECKED_WHOLE
    if not is_whole:
        rows = rows.filter(pk__in=[row.pk for row in shown])
    faults = tuple(fault for _row, fault in events_check(rows) if fault is not None)
    return Check(faults=faults, is_whole=is_whole, is_anchored=last[1] <= anchored_to())


def _numbered(kind: str) -> list[type[models.Model]]:
    """Models whose rows people call by a number: of this kind, else all of them."""
    return [
        model
        for model in apps.get_models()
        if (not kind or model._meta.label_lower == kind) and _has_number(model)
    ]


def _has_number(model: type[models.Model]) -> bool:
    fields = {field.name: field for field in model._meta.concrete_fields}
    number = fields.get("number")
    return isinstance(number, models.CharField) and number.unique


def _midnight(day: date) -> datetime:
    try:
        return timezone.make_aware(datetime.combine(day, time.min))
    except OverflowError as error:
        raise ValidationError("no such day") from error
