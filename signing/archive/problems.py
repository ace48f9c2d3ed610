"""What a check of the archive reports."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

# A check keeps in mind so many problems to say each one once; a machine's memory is no limit.
REMEMBERED = 100_000


@dataclass(frozen=True)
class Problem:
    """One touched, deleted or inserted row. ``row`` is None when its id is not known.

    ``problem``: ``altered`` (fields, ciphertext or hash are not those that were written),
    ``deleted``, ``inserted``, ``unlinked`` (sound by itself, but not what followed the row
    before), ``sealed`` (ciphertext does not open with its key), ``key_lost`` (the key is gone and
    nobody destroyed it), ``bundle`` (opens, but holds no bundle), ``payload`` (signature or
    payload say otherwise now: ``detail``), ``no_evidence`` (a signature without), ``decision``
    (decided anew, it comes out otherwise); of anchors ``anchor_altered``, ``anchor_deleted``,
    ``anchor_unlinked``, ``anchor_seal``, ``anchor_not_as_kept``.
    """

    problem: str
    row: int | None = None
    object: str | None = None
    position: int | None = None
    anchor: int | None = None
    signature: int | None = None
    detail: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Its JSON: ``row``, ``object`` and ``problem`` always, the rest where there is any."""
        rest = {
            "position": self.position,
            "anchor": self.anchor,
            "signature": self.signature,
            "detail": self.detail,
        }
        told = {name: value for name, value in rest.items() if value not in (None, "")}
        return {"row": self.row, "object": self.object, "problem": self.problem, **told}


@dataclass
class Report:
    """The sums of a check, and which rows were named already."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("rows", "objects", "anchors", "unanchored", "destroyed", "decided", "problems"), 0
        )
    )
    named: set[tuple[str, object]] = field(default_factory=set)

    def add(self, name: str) -> None:
        """Count one more."""
        self.counts[name] += 1

    def once(self, problem: Problem) -> Iterator[Problem]:
        """The problem, unless this very row was named before; counts it."""
        marks = _marks(problem)
        if not self.named.isdisjoint(marks):
            return
        if len(self.named) < REMEMBERED:
            self.named.update(marks)
        self.add("problems")
        yield problem

    def is_named(self, row: int) -> bool:
        """Whether this row of evidence was named."""
        return ("row", row) in self.named

    def once_each(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """All of them, each once."""
        for problem in problems:
            yield from self.once(problem)


def _marks(problem: Problem) -> set[tuple[str, object]]:
    """What tells this row from others: any of its names will do."""
    marks: set[tuple[str, object]] = set()
    if problem.row is not None:
        marks.add(("row", problem.row))
    if problem.row is None and problem.position is not None:
        marks.add(("place", (problem.object, problem.position)))
    if problem.problem == "deleted" and problem.position is not None:
        marks.add(("place", (problem.object, problem.position)))
    if problem.signature is not None:
        marks.add(("signature", problem.signature))
    if problem.anchor is not None and problem.row is None:
        marks.add(("anchor", problem.anchor))
    return marks
