"""The end of a text in the queue: its decision is kept, its words and Wagtail's rows go."""

import json
from decimal import Decimal
from typing import Any

from django.utils import timezone

from wagtail.models import ModelLogEntry, TaskState

from core.crypto import keyed_hash
from ledger.services import event_record
from moderation.models import (
    BlindReading,
    Decision,
    DeskRules,
    Ground,
    ModeratedText,
    ModerationDecision,
    ModerationObjection,
    ObjectionOutcome,
)
from moderation.services.checks import key_of

# A word of 32 bits of the keyed hash chooses the sample.
HASH_DIGITS = 8
HASH_RANGE = 16**HASH_DIGITS


def item_decide(
    item: ModeratedText,
    decision: Decision,
    *,
    actor: Any,
    told: dict[str, Any],
    ground: Ground | None = None,
    **data: Any,
) -> ModerationDecision:
    """Keep the decision, perhaps draw the text for a second reading, and close the item."""
    kept = _keep(item, decision, actor, ground)
    if ground:
        data["ground"] = ground.code
    kept.cut_grounds.set(Ground.objects.filter(code__in=data.get("grounds", ())))
    _draw(kept, told)
    item_close(item, decision, actor=actor, **data)
    return kept


def item_close(item: ModeratedText, decision: Decision, *, actor: Any, **data: Any) -> None:
    """Write the event and take the row away with all that Wagtail kept of it.

    Deleting the row takes its revisions, workflow and step states along; the log hangs loose.
    """
    event_record(
        verb=f"moderation.{decision}",
        target=item,
        actor=actor,
        agency_id=item.agency_id,
        data=key_of(item) | data,
    )
    log = ModelLogEntry.objects.filter(content_type=item.get_content_type())
    log.filter(object_id=str(item.pk)).delete()
    item.delete()


def followers_drop(kind: str, target_id: str) -> None:
    """The text is withdrawn: nobody has to judge an objection to it or to read it again."""
    now = timezone.now()
    target = {"kind": kind, "target_id": target_id}
    ModerationObjection.objects.filter(outcome="", **target).update(
        outcome=ObjectionOutcome.LAPSED, decided_at=now
    )
    decisions = ModerationDecision.objects.filter(**target)
    BlindReading.objects.filter(closed_at=None, decision__in=decisions).update(
        closed_at=now, snapshot=None
    )


def is_drawn(item_id: int, percent: Decimal) -> bool:
    """Whether a text is in the sample for a second reading.

    The same for ever, and unknown to whoever lacks the installation's key: so a moderator can't
    tell which decisions will be read again.
    """
    drawn = int(keyed_hash("moderation.blind_reading", str(item_id))[:HASH_DIGITS], 16)
    return drawn * 100 < percent * HASH_RANGE


def _keep(
    item: ModeratedText, decision: Decision, actor: Any, ground: Ground | None
) -> ModerationDecision:
    now = timezone.now()
    kept = ModerationDecision.objects.create(
        item_id=item.pk,
        kind=item.kind,
        target_id=item.target_id,
        agency_id=item.agency_id,
        language=item.language,
        decision=decision,
        ground=ground,
        decided_by=actor,
        after_objection=item.objection_id is not None,
        opened_at=item.opened_at,
        due_at=item.due_at,
        decided_at=now,
        seconds=max(0, int((now - item.opened_at).total_seconds())),
    )
    steps = TaskState.objects.for_instance(item).exclude(finished_by=None)
    kept.acted_by.set({actor.pk, *steps.values_list("finished_by_id", flat=True)})
    return kept


def _draw(kept: ModerationDecision, told: dict[str, Any]) -> None:
    if not is_drawn(kept.item_id, DeskRules.current().blind_percent):
        return
    words = {"subject": told.get("subject", ""), "text": told.get("text", "")}
    BlindReading.objects.create(
        decision=kept,
        first_by_id=kept.decided_by_id,
        snapshot=json.dumps(words, ensure_ascii=False),
    )
