"""The operator sets the limits for all surveys."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import RoleKind
from core.audience import Reader
from core.errors import NotAllowed
from ledger.services import event_record
from surveys.limits import NotWithin
from surveys.models import SurveyRules

NUMBERS = ("open_days", "conclusion_working_days", "anonymous_per_hour")


@transaction.atomic
def survey_rules_set(*, values: Mapping[str, Any], actor: Any, reader: Reader) -> SurveyRules:
    """Change the rules. What was set under the earlier ones stays as it is.

    Refused: ``NotAllowed`` but for operators; ``NotWithin`` with a sentence for each field.
    """
    if not reader.has(RoleKind.OPERATOR):
        raise NotAllowed
    SurveyRules.objects.get_or_create(pk=1)
    rules = SurveyRules.objects.select_for_update().get(pk=1)
    old = {name: getattr(rules, name) for name in NUMBERS}
    for name in NUMBERS:
        setattr(rules, name, values[name])
    try:
        rules.clean_fields()
    except ValidationError as error:
        faults = {name: " ".join(said) for name, said in error.message_dict.items()}
        raise NotWithin(faults) from None
    changed = [name for name in NUMBERS if old[name] != getattr(rules, name)]
    if changed:
        rules.save(update_fields=changed)
        told = {name: {"old": old[name], "new": getattr(rules, name)} for name in changed}
        event_record(verb="survey.rules", target=rules, actor=actor, data=told)
    return rules
