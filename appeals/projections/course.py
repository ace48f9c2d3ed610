"""The course of an application for a reader: everybody the facts, few the words."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from appeals.models import Appeal, Rating, Reopening, StopDecision, Supplement
from appeals.permissions import WORKERS, can_read_original, is_author
from appeals.projections.course_shapes import (
    Course,
    ExtensionView,
    KindView,
    RatingView,
    ReviewView,
    StopView,
    SupplementView,
)
from appeals.states import Kind, Solved, State
from core.audience import Reader


def course_of(appeal: Appeal, reader: Reader) -> Course:
    """Fetch the row with ``appeal_get``. Reasons and ratings are for the author and the holder;
    what the author added is for everybody who reads the original."""
    is_close = is_author(reader, appeal) or reader.works_at(appeal.agency_id, *WORKERS)
    sees_original = can_read_original(reader, appeal)
    review: Reopening | None = getattr(appeal, "reopening", None)
    rating: Rating | None = getattr(appeal, "rating", None) if is_close else None
    return Course(
        extensions=tuple(
            ExtensionView(
                row.old_due_on, row.new_due_on, row.decided_at, _said(row.reason, is_close)
            )
            for row in appeal.extensions.all()
        ),
        kinds=tuple(
            KindView(
                str(Kind(row.old_kind).label),
                str(Kind(row.new_kind).label),
                row.decided_at,
                _said(row.reason, is_close),
            )
            for row in appeal.kind_changes.all()
        ),
        supplements=tuple(
            _supplement(row, appeal, sees_original) for row in appeal.supplements.all()
        ),
        stops=tuple(_stop(row, is_close) for row in appeal.stops.all()),
        review=ReviewView(review.at, review.due_on, _said(review.reason, is_close))
        if review
        else None,
        rating=RatingView(
            rating.value, str(Solved(rating.value).label), _said(rating.comment, True), rating.at
        )
        if rating
        else None,
    )


def _supplement(row: Supplement, appeal: Appeal, sees_original: bool) -> SupplementView:
    ground = row.ground if sees_original else None
    supplied_on = timezone.localdate(row.supplied_at) if row.supplied_at else timezone.localdate()
    return SupplementView(
        asked_at=row.asked_at,
        due_on=row.due_on,
        supplied_at=row.supplied_at,
        resumed_at=row.resumed_at,
        is_open=row.is_open and appeal.state == State.WAITING,
        is_past=timezone.localdate() > row.due_on,
        is_late=row.supplied_at is not None and supplied_on > row.due_on,
        ground=ground.localized("title") if ground else "",
        explanation=ground.localized("explanation") if ground else "",
        reason=_said(row.reason, sees_original),
        text=_said(row.text, sees_original),
    )


def _stop(row: StopDecision, is_close: bool) -> StopView:
    return StopView(
        code=row.ground.code,
        ground=row.ground.localized("title"),
        explanation=row.ground.localized("explanation"),
        source=row.ground.localized("source"),
        decided_at=row.decided_at,
        decided_by=_name_of(row.decided_by) if is_close else "",
        note=_said(row.note, is_close),
    )


def _name_of(user: User) -> str:
    """A named person decides: the name as eGov tells it."""
    return str(user.get_full_name())


def _said(text: Any, may_read: bool) -> str:
    return str(text or "") if may_read else ""
