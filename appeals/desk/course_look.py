"""What happened to a case beside its answers, for those who work on it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from appeals.models import Appeal
from appeals.services.supplementing import is_past
from appeals.states import Kind, Solved


@dataclass(frozen=True)
class Asked:
    """What the author was asked, and what came."""

    reason: str
    ground: str
    asked_at: datetime
    due_on: date
    text: str
    supplied_at: datetime | None
    is_waiting: bool
    is_past: bool
    was_late: bool


def asked_of(appeal: Appeal) -> list[Asked]:
    """Every question to the author, oldest first. One query."""
    return [
        Asked(
            reason=str(row.reason),
            ground=row.ground.localized("title") if row.ground else "",
            asked_at=row.asked_at,
            due_on=row.due_on,
            text=str(row.text or ""),
            supplied_at=row.supplied_at,
            is_waiting=row.is_open,
            is_past=is_past(row),
            was_late=row.lapsed,
        )
        for row in appeal.supplements.select_related("ground")
    ]


def course_of(appeal: Appeal) -> dict[str, Any]:
    """Extensions, kinds, stops, the review and the rating. Five queries."""
    return {
        "asked": asked_of(appeal),
        "extensions": [
            {"old": row.old_due_on, "new": row.new_due_on, "reason": str(row.reason)}
            for row in appeal.extensions.all()
        ],
        "kinds": [
            {
                "old": Kind(row.old_kind).label,
                "new": Kind(row.new_kind).label,
                "reason": str(row.reason),
            }
            for row in appeal.kind_changes.all()
        ],
        "stops": [
            {"ground": row.ground.localized("title"), "note": str(row.note), "at": row.decided_at}
            for row in appeal.stops.select_related("ground")
        ],
        "rating": _rating(appeal),
        "review": _review(appeal),
    }


def _rating(appeal: Appeal) -> dict[str, Any] | None:
    row = getattr(appeal, "rating", None)
    if row is None:
        return None
    return {"label": Solved(row.value).label, "comment": str(row.comment or ""), "at": row.at}


def _review(appeal: Appeal) -> dict[str, Any] | None:
    row = getattr(appeal, "reopening", None)
    if row is None:
        return None
    return {"reason": str(row.reason or ""), "by_rating": row.by_rating, "due_on": row.due_on}
