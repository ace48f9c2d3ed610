"""Objections: for the moderators, and for the author's own page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from core.registry import Moderated, adapter_for
from moderation.models import (
    Decision,
    ModeratedText,
    ModerationDecision,
    ModerationObjection,
    ObjectionOutcome,
)

OPEN_TO_OBJECTION = (Decision.REFUSED, Decision.CORRECTED)


@dataclass(frozen=True)
class ObjectionView:
    """What the author reads beside a decision.

    ``may_file``: there is a decision to object to, and nobody has. Else the objection itself, with
    its own clock; ``outcome`` is empty while it waits. Holds the author's own words and the note
    for the author: show it to the author and to moderators only.
    """

    decision: Decision
    decided_at: datetime
    may_file: bool
    reason: str = ""
    filed_at: datetime | None = None
    due_at: datetime | None = None
    outcome: str = ""
    outcome_label: str | Promise = ""
    judged_at: datetime | None = None
    note: str = ""

    @property
    def is_filed(self) -> bool:
        """The author has objected."""
        return self.filed_at is not None

    @property
    def is_waiting(self) -> bool:
        """Filed, and not judged yet."""
        return self.is_filed and not self.outcome

    @property
    def is_late(self) -> bool:
        """It waits longer than promised."""
        return self.is_waiting and self.due_at is not None and self.due_at < timezone.now()


def objection_of(kind: str, target_id: str) -> ObjectionView | None:
    """What the author may do or has done about the last decision on this text. Two queries.

    Nothing when no decision can be objected to and none was. While the text is in the queue again
    the last objection still shows, so that the author sees why.
    """
    decisions = ModerationDecision.objects.filter(kind=kind, target_id=target_id)
    decision = decisions.select_related("objection").order_by("-id").first()
    if decision is None:
        return None
    objection = getattr(decision, "objection", None)
    if objection is None and decision.after_objection:
        objection = _last(kind, target_id)
    if objection is not None:
        return _view(decision, objection)
    if decision.decision not in OPEN_TO_OBJECTION or not _is_possible(kind, target_id):
        return None
    return ObjectionView(Decision(decision.decision), decision.decided_at, may_file=True)


def objections_open() -> QuerySet[ModerationObjection]:
    """Those that nobody has judged, the most urgent first."""
    rows = ModerationObjection.objects.filter(outcome="")
    return rows.select_related("decision__agency", "decision__ground").order_by("due_at", "id")


def objection_get(pk: int) -> ModerationObjection | None:
    """One objection with its decision."""
    rows = ModerationObjection.objects.select_related(
        "decision__agency",
        "decision__ground",
        "decision__decided_by__vault",
        "decided_by__vault",
    )
    return rows.filter(pk=pk).first()


def _last(kind: str, target_id: str) -> ModerationObjection | None:
    rows = ModerationObjection.objects.filter(kind=kind, target_id=target_id)
    return rows.order_by("-id").first()


def _is_possible(kind: str, target_id: str) -> bool:
    if not hasattr(adapter_for(Moderated, kind), "objection_allowed"):
        return False
    return not ModeratedText.objects.filter(kind=kind, target_id=target_id).exists()


def _view(decision: ModerationDecision, objection: ModerationObjection) -> ObjectionView:
    outcome = objection.outcome
    return ObjectionView(
        decision=Decision(decision.decision),
        decided_at=decision.decided_at,
        may_file=False,
        reason=str(objection.reason),
        filed_at=objection.filed_at,
        due_at=objection.due_at,
        outcome=outcome,
        outcome_label=ObjectionOutcome(outcome).label if outcome else "",
        judged_at=objection.decided_at,
        note=str(objection.note or ""),
    )
