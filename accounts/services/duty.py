"""The operator keeps the words about the archive duty true."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import ArchiveDuty, RoleKind
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.text import clean_text
from ledger.services import event_record

TEXTS = ("text_kk", "text_ru", "text_en", "source")
FIELDS = (*TEXTS, "since", "is_confirmed")


class DutyInvalid(Refused):
    """``faults``: a sentence for each field that doesn't fit."""

    status = 422

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(_("Something here doesn't fit yet."), code="invalid")
        self.faults = faults


@transaction.atomic
def archive_duty_set(
    *, values: Mapping[str, Any], version: int, actor: Any, reader: Reader
) -> ArchiveDuty:
    """Change the explanation. ``version`` is the one that the form was made from.

    Refused: ``NotAllowed`` but for operators; ``changed`` when somebody saved meanwhile;
    ``DutyInvalid``.
    """
    if not reader.has(RoleKind.OPERATOR):
        raise NotAllowed
    ArchiveDuty.objects.get_or_create(pk=1)
    row = ArchiveDuty.objects.select_for_update().get(pk=1)
    if row.version != version:
        raise Refused(
            _("Somebody has changed this meanwhile. Yours is still here: compare and save again."),
            code="changed",
        )
    said = {name: clean_text(values[name]) if name in TEXTS else values[name] for name in FIELDS}
    changed = [name for name in FIELDS if said[name] != getattr(row, name)]
    for name in changed:
        setattr(row, name, said[name])
    _check(row)
    if changed:
        row.version, row.changed_at = row.version + 1, timezone.now()
        row.save()
        told = {"fields": changed, "version": row.version, "confirmed": row.is_confirmed}
        event_record(verb="archive_duty.set", target=row, actor=actor, data=told)
    return row


def _check(row: ArchiveDuty) -> None:
    faults: dict[str, str] = {}
    try:
        row.clean_fields()
    except ValidationError as error:
        faults = {name: " ".join(said) for name, said in error.message_dict.items()}
    if row.is_confirmed and not row.source:
        faults.setdefault("source", str(_("Name the text that confirms it.")))
    if faults:
        raise DutyInvalid(faults)
