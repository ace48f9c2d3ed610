"""The author objects once; another moderator judges. Consideration goes on all the while."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.blocking import blocked_check
from core.errors import NotAllowed, Refused
from core.text import clean_text
from ledger.models import Event
from ledger.services import event_record
from moderation.models import (
    Decision,
    ModeratedText,
    ModerationDecision,
    ModerationObjection,
    ObjectionOutcome,
)
from moderation.permissions import is_moderator
from moderation.services.checks import acted_before, is_author, key_of, target_lock
from moderation.services.claiming import moderation_claim
from moderation.services.opening import item_queue
from moderation.terms import judge_by
from moderation.wording import Wording

LONGEST = 2000
OPEN_TO_OBJECTION = (Decision.REFUSED, Decision.CORRECTED)


@dataclass(frozen=True)
class Judged:
    """What became of an objection; ``item`` is the text back in the queue, if it was overturned."""

    objection: ModerationObjection
    item: ModeratedText | None


@transaction.atomic
def objection_file(*, kind: str, target_id: str, actor: User, reason: str) -> ModerationObjection:
    """The author objects to the last decision on the text: a refusal, or corrections.

    Refused: ``not_allowed`` to anybody but the author; ``no_objection`` when there is nothing to
    object to or the decision is final; ``objected`` the second time; ``waiting`` while the text is
    in the queue; ``blank`` and ``too_long`` for the reason.
    """
    blocked_check(actor)
    adapter = target_lock(kind, target_id)
    decisions = ModerationDecision.objects.select_for_update()
    decision = decisions.filter(kind=kind, target_id=target_id).first()
    decision = _filing_check(adapter, decision, kind, target_id, actor)
    now = timezone.now()
    objection = ModerationObjection.objects.create(
        decision=decision,
        kind=kind,
        target_id=target_id,
        first_by_id=decision.decided_by_id,
        filed_by=actor,
        reason=_reason(reason),
        filed_at=now,
        due_at=judge_by(now),
    )
    _tell(adapter, objection, "filed", actor, due_on=_day(objection.due_at))
    return objection


@transaction.atomic
def objection_decide(
    *, objection: ModerationObjection, actor: User, outcome: str, note: str = ""
) -> Judged:
    """Judge an objection. ``note`` is for the author, and needed when the decision stands.

    Overturned, the text is in the queue again, claimed by the judge: whoever had a part in the
    first decision may not decide on it. Nobody judges an objection to their own decision or to a
    decision on their own text.
    """
    if not is_moderator(actor):
        raise NotAllowed
    adapter = target_lock(objection.kind, objection.target_id)
    rows = ModerationObjection.objects.select_for_update(of=("self",)).select_related("decision")
    objection = rows.get(pk=objection.pk)
    _judging_check(objection, actor)
    words = clean_text(note)
    if outcome not in (ObjectionOutcome.UPHELD, ObjectionOutcome.OVERTURNED):
        raise Refused(_("Choose how you decide."), code="outcome")
    if outcome == ObjectionOutcome.UPHELD and not words:
        raise Refused(_("Tell the author why the decision stands."), code="note")
    objection.outcome, objection.note = outcome, words or None
    objection.decided_by, objection.decided_at = actor, timezone.now()
    objection.save(update_fields=["outcome", "note", "decided_by", "decided_at"])
    _tell(adapter, objection, outcome, actor)
    is_over = outcome == ObjectionOutcome.OVERTURNED
    return Judged(objection, _reopen(adapter, objection, actor) if is_over else None)


def _filing_check(
    adapter: Any, decision: ModerationDecision | None, kind: str, target_id: str, actor: User
) -> ModerationDecision:
    if not is_author(adapter.describe(target_id), actor):
        raise NotAllowed
    may_object = getattr(adapter, "objection_allowed", None)
    nothing = Refused(_("There is no decision you can object to."), code="no_objection")
    if decision is None or decision.decision not in OPEN_TO_OBJECTION or not may_object:
        raise nothing
    if decision.after_objection:
        raise Refused(
            _("This decision was made after your objection. It is final here."), code="no_objection"
        )
    if ModerationObjection.objects.filter(decision=decision).exists():
        raise Refused(_("You have objected already."), code="objected")
    if ModeratedText.objects.filter(kind=kind, target_id=target_id).exists():
        raise Refused(_("A moderator is looking at the text already."), code="waiting")
    if not may_object(target_id, actor):
        raise nothing
    return decision


def _reason(reason: str) -> str:
    words = clean_text(reason)
    if not words:
        raise Refused(_("Write why you don't agree."), code="blank")
    if len(words) > LONGEST:
        raise Refused(_("The reason has more than 2,000 characters."), code="too_long")
    return words


def _judging_check(objection: ModerationObjection, actor: User) -> None:
    if not objection.is_open:
        raise Refused(_("Somebody has decided already."), code="decided_already")
    if objection.filed_by_id == actor.pk:
        raise NotAllowed(_("You can't judge your own objection."))
    if acted_before(objection.decision, actor):
        raise NotAllowed(_("You decided on this text. Another moderator judges the objection."))


def _reopen(adapter: Any, objection: ModerationObjection, actor: User) -> ModeratedText:
    """Put the text back in the queue, as its author wrote it, for a new decision."""
    if hasattr(adapter, "reopen_publication"):
        adapter.reopen_publication(objection.target_id, actor=actor)
    told = adapter.describe(objection.target_id)
    decision = objection.decision
    item = ModeratedText.objects.filter(**key_of(objection)).first()
    if item is None:
        original = Wording(clean_text(told.get("subject", "")), clean_text(told.get("text", "")))
        row = ModeratedText(
            **key_of(objection),
            agency_id=decision.agency_id,
            language=decision.language,
            objection=objection,
        )
        item = item_queue(row, original)
    return moderation_claim(item=item, actor=actor)


def _tell(
    adapter: Any, objection: ModerationObjection, verb: str, actor: User, **data: Any
) -> Event:
    """Write the event, and let the target tell the author."""
    name = f"moderation.objection_{verb}"
    event = event_record(
        verb=name,
        target=objection,
        actor=actor,
        agency_id=objection.decision.agency_id,
        data=key_of(objection) | {"decision": objection.decision.decision} | data,
    )
    if hasattr(adapter, "objection_tell"):
        adapter.objection_tell(objection.target_id, notice=name, data=data, event=event)
    return event


def _day(moment: datetime) -> str:
    return localtime(moment).date().isoformat()
