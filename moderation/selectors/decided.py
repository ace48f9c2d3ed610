"""Decided texts and second readings. For moderators only."""

from uuid import UUID

from django.db.models import QuerySet

from moderation.models import BlindReading, ModerationDecision


def decided() -> QuerySet[ModerationDecision]:
    """Every decision, the newest first."""
    rows = ModerationDecision.objects.select_related("agency", "ground", "decided_by__vault")
    return rows.order_by("-id")


def decision_get(item_id: int) -> ModerationDecision | None:
    """The decision on a text that has left the queue."""
    return decided().select_related("objection").filter(item_id=item_id).first()


def readings_for(user_id: UUID) -> QuerySet[BlindReading]:
    """Texts of the sample that wait for a second reader, without those this person decided on."""
    rows = BlindReading.objects.filter(closed_at=None).exclude(decision__acted_by=user_id)
    return rows.select_related("decision__agency").order_by("id")


def reading_get(pk: int) -> BlindReading | None:
    """One text of the sample."""
    return BlindReading.objects.select_related("decision__agency").filter(pk=pk).first()
