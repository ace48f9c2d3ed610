"""The operator sets the limits for all conferences."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import RoleKind
from conferences.limits import Faults, NotWithin
from conferences.models import ConferenceRules
from core.audience import Reader
from core.errors import NotAllowed
from ledger.services import event_record

HOST = re.compile(
    r"(?=.{4,253}\Z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
)
NUMBERS = (
    "lead_days",
    "open_days_least",
    "open_days_most",
    "answer_days_most",
    "summary_days_most",
    "archive_days",
    "questions_each",
    "comments_an_hour",
)


@transaction.atomic
def rules_set(*, values: dict[str, Any], actor: Any, reader: Reader) -> ConferenceRules:
    """Change the rules. What was set under the earlier ones stays until it is changed.

    Refused: ``NotAllowed`` but for operators; ``NotWithin`` with a sentence for each field.
    """
    if not reader.has(RoleKind.OPERATOR):
        raise NotAllowed
    ConferenceRules.objects.get_or_create(pk=1)
    rules = ConferenceRules.objects.select_for_update().get(pk=1)
    hosts = "\n".join(dict.fromkeys(str(values["player_hosts"]).lower().split()))
    wanted = {name: values[name] for name in NUMBERS} | {"player_hosts": hosts}
    old = {name: getattr(rules, name) for name in wanted}
    for name, value in wanted.items():
        setattr(rules, name, value)
    _check(rules)
    changed = [name for name in wanted if old[name] != wanted[name]]
    if changed:
        rules.save(update_fields=changed)
        told: dict[str, Any] = {
            name: {"old": old[name], "new": wanted[name]} for name in changed if name in NUMBERS
        }
        if "player_hosts" in changed:
            told["player_hosts"] = list(rules.players)
        event_record(verb="conference.rules", target=rules, actor=actor, data=told)
    return rules


def _check(rules: ConferenceRules) -> None:
    faults: Faults = {}
    try:
        rules.clean_fields()
    except ValidationError as error:
        faults |= {name: " ".join(said) for name, said in error.message_dict.items()}
    if not faults and rules.open_days_least > rules.open_days_most:
        faults["open_days_least"] = _("At least can't be more than at most.")
    wrong = [host for host in rules.players if not HOST.fullmatch(host)]
    if wrong:
        faults["player_hosts"] = _(
            "One host a line, without https:// and without anything after it."
        )
    if faults:
        raise NotWithin(faults)
