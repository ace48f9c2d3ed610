"""Checking the anchors, and that all they cover is still there as it was."""

from collections.abc import Iterator, Mapping
from typing import TypeGuard

from signing.archive.chain import Entry, anchor_hash, anchor_sealed_bytes, entries_read
from signing.archive.problems import Problem, Report
from signing.models import Evidence, EvidenceAnchor
from signing.models.evidence import NO_HASH
from signing.portal_keys import seal_verify


def anchors_check(
    report: Report, *, object_key: str = "", kept: Mapping[int, str] | None = None
) -> Iterator[Problem]:
    """Go through the anchors in order, with what each says of its rows.

    With ``object_key`` only that object's rows are compared. ``kept`` are hashes of anchors by
    number, as somebody outside wrote them down: they show anchors made anew or cut off the end.
    """
    left = dict(kept or {})
    before: EvidenceAnchor | None = None
    for anchor in _in_order():
        report.add("anchors")
        yield from report.once_each(_gap(before, anchor))
        problem = _own_problem(anchor, left.pop(anchor.number, anchor.hash))
        problem = problem or _link_problem(before, anchor)
        if problem:
            yield from report.once(problem)
        if anchor_hash(anchor) == anchor.hash:
            yield from report.once_each(_rows_check(before, anchor, object_key))
        before = anchor
    for number in sorted(left):
        yield from report.once(Problem("anchor_deleted", anchor=number))


def _in_order() -> Iterator[EvidenceAnchor]:
    """One at a time: each carries the list of its rows."""
    number = 0
    while anchor := EvidenceAnchor.objects.filter(number__gt=number).order_by("number").first():
        number = anchor.number
        yield anchor


def _gap(before: EvidenceAnchor | None, anchor: EvidenceAnchor) -> Iterator[Problem]:
    for number in range(before.number + 1 if before else 1, anchor.number):
        yield Problem("anchor_deleted", anchor=number)


def _own_problem(anchor: EvidenceAnchor, kept: str) -> Problem | None:
    if anchor_hash(anchor) != anchor.hash:
        return Problem("anchor_altered", anchor=anchor.number)
    if anchor.hash != kept:
        return Problem("anchor_not_as_kept", anchor=anchor.number)
    if not seal_verify(anchor_sealed_bytes(anchor.hash), anchor.seal):
        return Problem("anchor_seal", anchor=anchor.number)
    return None


def _link_problem(before: EvidenceAnchor | None, anchor: EvidenceAnchor) -> Problem | None:
    """To the one before as it is written, or as it should be when that one was touched."""
    if (before.number if before else 0) + 1 != anchor.number:
        return None
    if anchor.previous_hash in ({before.hash, anchor_hash(before)} if before else {NO_HASH}):
        return None
    return Problem("anchor_unlinked", anchor=anchor.number)


def _rows_check(
    before: EvidenceAnchor | None, anchor: EvidenceAnchor, object_key: str
) -> Iterator[Problem]:
    """Two ordered lists side by side: what the anchor says and what is there."""
    said = {entry[0]: entry for entry in entries_read(anchor.rows)}
    rows = Evidence.objects.filter(pk__lte=anchor.last_row).order_by("pk")
    if anchor.number > 1:
        rows = rows.filter(pk__gt=before.last_row if _is_known(before, anchor) else min(said) - 1)
    fields = ("pk", "object_key", "position", "signature_id", "hash")
    there: dict[int, Entry] = {row[0]: row for row in rows.values_list(*fields)}
    for pk in sorted(said.keys() | there.keys()):
        problem = _row_problem(said.get(pk), there.get(pk), anchor.number)
        if problem and object_key in ("", problem.object):
            yield problem


def _is_known(before: EvidenceAnchor | None, anchor: EvidenceAnchor) -> TypeGuard[EvidenceAnchor]:
    """Whether the one before is there and sound, so that this one's rows begin after its last."""
    return (
        before is not None
        and before.number + 1 == anchor.number
        and anchor_hash(before) == before.hash
    )


def _row_problem(said: Entry | None, there: Entry | None, number: int) -> Problem | None:
    if said == there:
        return None
    row, object_key, position, signature, _hash = said or there or (0, "", 0, 0, "")
    if there is None:
        return Problem("deleted", row, object_key, position, number, signature)
    if said is None:
        return Problem("inserted", row, object_key, position, number)
    names = ("row", "object", "position", "signature", "hash")
    differ = [name for name, a, b in zip(names, said, there, strict=True) if a != b]
    return Problem("altered", row, object_key, position, number, detail=", ".join(differ))
