"""The operator changes the words of notices and the rules of sending."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import RoleKind
from core.audience import Reader
from core.errors import NotAllowed
from core.localized import ORDER
from ledger.services import event_record
from notifications.gaps import gaps_wrong
from notifications.models import DeliveryRules, NoticeWording
from notifications.wording import gaps_of

TEXTS = ("text", "subject", "sms")
WORDS = tuple(f"{name}_{code}" for name in TEXTS for code in ORDER)
NUMBERS = ("mails_a_day", "sms_a_day", "tries", "digest_hour", "digest_weekday")


class Unfit(Exception):
    """What was typed doesn't fit: a sentence for each field."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


@transaction.atomic
def wording_set(
    *, kind: str, words: Mapping[str, str], actor: Any, reader: Reader
) -> NoticeWording | None:
    """Put an editor's words in place of the portal's own; empty ones give the own words back.

    Refused: ``NotAllowed`` but for operators; ``LookupError`` for a kind that has no notices;
    ``Unfit`` with a sentence for each field. The event names the fields, never the words.
    """
    if not reader.has(RoleKind.OPERATOR):
        raise NotAllowed
    allowed = gaps_of(kind)
    said = {name: str(words.get(name, "")).strip() for name in WORDS}
    row, _made = NoticeWording.objects.select_for_update().get_or_create(kind=kind)
    changed = [name for name in WORDS if getattr(row, name) != said[name]]
    for name in changed:
        setattr(row, name, said[name])
    _check(row, allowed)
    if changed:
        event_record(verb="notice.wording", target=row, actor=actor, data={"fields": changed})
        row.save()
    if any(said.values()):
        return row
    row.delete()
    return None


def wording_faults(row: NoticeWording, allowed: list[str]) -> dict[str, str]:
    """What is wrong with the words of a row, by field."""
    faults: dict[str, str] = {}
    try:
        row.clean_fields(exclude=["kind"])
    except ValidationError as error:
        faults = {name: " ".join(said) for name, said in error.message_dict.items()}
    for name in WORDS:
        gaps = [*allowed, "link"] if name.startswith("sms_") else allowed
        if fault := _fault(name, getattr(row, name), gaps):
            faults.setdefault(name, fault)
    return faults


@transaction.atomic
def delivery_rules_set(*, values: Mapping[str, int], actor: Any, reader: Reader) -> DeliveryRules:
    """Change the rules of sending; they hold for what is sent from now on.

    Refused: ``NotAllowed`` but for operators; ``Unfit`` with a sentence for each field.
    """
    if not reader.has(RoleKind.OPERATOR):
        raise NotAllowed
    DeliveryRules.objects.get_or_create(pk=1)
    rules = DeliveryRules.objects.select_for_update().get(pk=1)
    old = {name: getattr(rules, name) for name in NUMBERS}
    for name in NUMBERS:
        setattr(rules, name, values[name])
    _check_rules(rules)
    changed = [name for name in NUMBERS if old[name] != getattr(rules, name)]
    if changed:
        rules.save(update_fields=changed)
        told = {name: {"old": old[name], "new": getattr(rules, name)} for name in changed}
        event_record(verb="notice.rules", target=rules, actor=actor, data=told)
    return rules


def _check(row: NoticeWording, allowed: list[str]) -> None:
    if faults := wording_faults(row, allowed):
        raise Unfit(faults)


def _fault(name: str, text: str, allowed: list[str]) -> str:
    if wrong := gaps_wrong(text, allowed):
        known = ", ".join(f"%({gap})s" for gap in allowed) or _("none")
        return _("There is no gap %(wrong)s here. Gaps of this notice: %(known)s.") % {
            "wrong": ", ".join(wrong),
            "known": known,
        }
    if not name.startswith("text_") and len(text.splitlines()) > 1:
        return _("This must stay on one line.")
    return ""


def _check_rules(rules: DeliveryRules) -> None:
    try:
        rules.clean_fields()
    except ValidationError as error:
        raise Unfit({name: " ".join(said) for name, said in error.message_dict.items()}) from error
    if rules.digest_hour > 23:
        raise Unfit({"digest_hour": _("An hour from 0 to 23.")})
    if rules.tries > 50:
        raise Unfit({"tries": _("At most 50.")})
