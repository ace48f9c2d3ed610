"""What the results of a survey are made of, for page, API, files and card alike."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise


@dataclass(frozen=True)
class Cell:
    """One count. ``share`` is in percent of those who answered; ``start`` and ``width`` place its
    part of a stacked bar, ``height`` its column, all in percent; ``tone`` is its colour."""

    key: str
    label: str
    count: int
    share: int
    start: float = 0
    width: float = 0
    height: float = 0
    tone: int = 0


@dataclass(frozen=True)
class Line:
    """One row of a matrix or of a ranking; ``mean`` is the mean place of a ranking."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    total: int
    mean: float | None = None


@dataclass(frozen=True)
class GroupLine:
    """One group of people in a breakdown. ``total``: how many of it answered the question."""

    key: str
    label: str | Promise
    total: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Breakdown:
    """One question by groups. ``merged``: so many groups were put together; no lines: too few."""

    by: str
    label: str | Promise
    lines: tuple[GroupLine, ...]
    merged: int


@dataclass(frozen=True)
class QuestionResult:
    """Results of one question. ``chart`` names the picture; None counts: not shown (yet)."""

    key: str
    kind: str
    kind_label: str
    text: str
    chart: str
    is_shown: bool
    rule_label: str | Promise
    total: int | None
    cells: tuple[Cell, ...] = ()
    lines: tuple[Line, ...] = ()
    mean: float | None = None
    texts: int = 0
    breakdowns: tuple[Breakdown, ...] = ()

    @property
    def legend(self) -> tuple[Cell, ...]:
        """What the colours of stacked bars mean."""
        return self.lines[0].cells if self.lines else self.cells


@dataclass(frozen=True)
class DayLine:
    """Participants of one day; ``x`` and ``height`` place its column, in percent."""

    day: date
    count: int
    x: float
    width: float
    height: float


@dataclass(frozen=True)
class Results:
    """Results of one survey for one reader. ``is_final``: everything is counted."""

    key: str
    is_final: bool
    participants: int
    days: tuple[DayLine, ...]
    questions: tuple[QuestionResult, ...]
    made_at: datetime

    @property
    def shows_any(self) -> bool:
        """At least one question may be seen."""
        return any(question.is_shown for question in self.questions)
