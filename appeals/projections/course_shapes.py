"""What leaves of the course of an application. Values only; empty where it isn't for the reader."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class ExtensionView:
    """The answer may take until another day. The reason is for the author and the holder."""

    old_due_on: date
    new_due_on: date
    decided_at: datetime
    reason: str


@dataclass(frozen=True)
class KindView:
    """Another kind than before, in words. The reason is for the author and the holder."""

    old_kind: str
    new_kind: str
    decided_at: datetime
    reason: str


@dataclass(frozen=True)
class SupplementView:
    """What the author was asked for, and gave. The public reads only that and when."""

    asked_at: datetime
    due_on: date
    supplied_at: datetime | None
    resumed_at: datetime | None
    is_open: bool
    is_past: bool
    is_late: bool
    ground: str
    explanation: str
    reason: str
    text: str


@dataclass(frozen=True)
class StopView:
    """Why consideration stopped. Note and name are for the author and the holder."""

    code: str
    ground: str
    explanation: str
    source: str
    decided_at: datetime
    decided_by: str
    note: str


@dataclass(frozen=True)
class ReviewView:
    """The review by another person. The reason is for the author and the holder."""

    at: datetime
    due_on: date
    reason: str


@dataclass(frozen=True)
class RatingView:
    """What the author says of the answer: never for the public."""

    value: str
    label: str
    comment: str
    at: datetime


@dataclass(frozen=True)
class Course:
    """Everything between registration and the end that isn't a hand-over or an answer."""

    extensions: tuple[ExtensionView, ...] = ()
    kinds: tuple[KindView, ...] = ()
    supplements: tuple[SupplementView, ...] = ()
    stops: tuple[StopView, ...] = ()
    review: ReviewView | None = None
    rating: RatingView | None = None

    @property
    def asked(self) -> SupplementView | None:
        """What the author is asked for now."""
        return next((row for row in self.supplements if row.is_open), None)
