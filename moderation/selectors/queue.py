"""The queue and the grounds. For moderators only, except ``waiting_since``."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils import timezone

from wagtail.models import WorkflowState

from core.registry import Moderated, adapters
from ledger.models import Event
from moderation.models import (
    BlindReading,
    Decision,
    Ground,
    ModeratedText,
    ModerationObjection,
)

ITEM = ModeratedText._meta.label_lower
FINAL_VERBS = tuple(f"moderation.{decision}" for decision in Decision.values)
COUNTED_UP_TO = 1000


@dataclass(frozen=True)
class Waiting:
    """Since when a text waits for its moderator, and until when it is promised."""

    opened_at: datetime
    due_at: datetime

    @property
    def is_late(self) -> bool:
        """The promise is broken."""
        return self.due_at < timezone.now()


@dataclass(frozen=True)
class QueueFigures:
    """How much waits; each figure stops at ``COUNTED_UP_TO`` + 1."""

    waiting: int
    late: int


@dataclass(frozen=True)
class DeskFigures:
    """How much each part of the desk has to do, counted up to ``COUNTED_UP_TO`` + 1."""

    waiting: int
    objections: int
    readings: int


def waiting_since(kind: str, target_id: str) -> Waiting | None:
    """For the author: "in moderation since, decision by"; nothing once it is decided."""
    row = ModeratedText.objects.filter(kind=kind, target_id=target_id).first()
    return Waiting(row.opened_at, row.due_at) if row else None


def queue() -> QuerySet[ModeratedText]:
    """Every text that waits, the most urgent first, with the name of its step."""
    state = WorkflowState.objects.filter(
        base_content_type=ModeratedText.get_base_content_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    step = Subquery(state.values("current_task_state__task__name")[:1])
    return (
        ModeratedText.objects.select_related("agency", "claimed_by__vault", "objection")
        .annotate(step=step)
        .order_by("due_at", "id")
    )


def queue_figures() -> QueueFigures:
    """Two counts, each stopped early."""
    waiting = ModeratedText.objects.order_by()
    late = waiting.filter(due_at__lt=timezone.now())
    return QueueFigures(_count(waiting), _count(late))


def desk_figures() -> DeskFigures:
    """Three counts, each stopped early."""
    return DeskFigures(
        waiting=_count(ModeratedText.objects.order_by()),
        objections=_count(ModerationObjection.objects.filter(outcome="").order_by()),
        readings=_count(BlindReading.objects.filter(closed_at=None).order_by()),
    )


def _count(rows: QuerySet) -> int:
    return rows[: COUNTED_UP_TO + 1].count()


def decision_on(item_id: int) -> Event | None:
    """How a text that has left the table was decided; nothing when there never was one."""
    events = Event.objects.filter(target_kind=ITEM, target_id=str(item_id), verb__in=FINAL_VERBS)
    return events.order_by("id").last()


def cut_grounds() -> list[Ground]:
    """Grounds a moderator may take words out on, in their order."""
    return list(Ground.objects.for_cuts())


def kind_choices() -> list[tuple[str, str]]:
    """The registered kinds of text with their names."""
    return [(kind, str(adapter.label)) for kind, adapter in sorted(adapters(Moderated).items())]
