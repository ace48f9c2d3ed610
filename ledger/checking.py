"""Checking chains and anchors: that what was written is still there, as it was."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from ledger.anchors import anchor_hash, anchor_seal, block_of, rows_between
from ledger.chain import NO_HASH, event_hash
from ledger.faults import Fault
from ledger.models import Event, EventAnchor

CHUNK = 2_000
# An event out of its place is looked for among so many of its object, in so many faults of a run.
LOOKED_THROUGH, LOOKED_FOR = 100, 1_000
Events = QuerySet[Event]


def events_check(rows: Events) -> Iterator[tuple[Event, Fault | None]]:
    """Each of these events with its fault, if any, in order of their ids; constant memory.

    An event is held against the one before it of its object, so any part may be checked alone.
    """
    earlier = Event.objects.filter(
        target_kind=OuterRef("target_kind"),
        target_id=OuterRef("target_id"),
        sequence=OuterRef("sequence") - 1,
    )
    paired = rows.annotate(
        before_hash=Subquery(earlier.values("chained")), before_id=Subquery(earlier.values("pk"))
    )
    looks = 0
    for row in paired.order_by("pk").iterator(chunk_size=CHUNK):
        if _follows(row):
            yield row, None
            continue
        looks += 1
        yield row, _fault_of(row, looks=looks <= LOOKED_FOR)


def object_rows(kind: str, key: str) -> Events:
    """The events of one object."""
    return Event.objects.filter(target_kind=kind, target_id=key)


def rows_since(since: datetime | None) -> Events:
    """Events written after the last anchor that was made before this moment."""
    return Event.objects.filter(pk__gt=_start(since)) if since else Event.objects.all()


def anchors_check(
    *, since: datetime | None = None, kept: Mapping[int, str] | None = None
) -> Iterator[Fault]:
    """Go through the anchors in order, and hold the events against each.

    ``kept`` are hashes of anchors by number, as somebody outside wrote them down: they show
    anchors made anew or cut off the end.
    """
    left = dict(kept or {})
    before = _anchor_before(since) if since else None
    number = before.number if before else 0
    while anchor := EventAnchor.objects.filter(number__gt=number).order_by("number").first():
        number = anchor.number
        yield from _anchor_faults(before, anchor, left.pop(number, anchor.hash))
        before = anchor
    yield from (Fault("anchor_missing", anchor=gone) for gone in sorted(left) if gone > number)
    for old in sorted(gone for gone in left if gone <= number):
        row = EventAnchor.objects.filter(number=old).first()
        if row is not None and row.hash != left[old]:
            yield Fault("anchor_not_as_kept", anchor=old)


def _follows(row: Any) -> bool:
    """As it was written, right after the one that stands before it."""
    if row.sequence > 1 and row.before_hash is None:
        return False
    previous = row.before_hash if row.sequence > 1 else NO_HASH
    return event_hash(previous, row) == row.chained


def _fault_of(row: Any, *, looks: bool) -> Fault | None:
    """What is wrong; nothing when only the one before it is to blame."""
    about = {
        "event": row.pk,
        "object": f"{row.target_kind}:{row.target_id}",
        "sequence": row.sequence,
    }
    places = _true_places(row) if looks else []
    if row.sequence in places:
        return None
    if places:
        return Fault("reordered", **about, detail=f"was {places[0]}")
    if row.sequence > 1 and row.before_hash is None:
        return _gap(row, about)
    return Fault("changed", **about)


def _gap(row: Event, about: dict[str, Any]) -> Fault:
    chain = object_rows(row.target_kind, row.target_id).filter(sequence__lt=row.sequence)
    last = chain.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    return Fault("missing", **about | {"sequence": last + 1, "until": row.sequence - 1})


def _true_places(row: Event) -> list[int]:
    """Where the event stood when it was written, if its predecessor is still somewhere."""
    chain = object_rows(row.target_kind, row.target_id).order_by("sequence")
    found = list(chain[:LOOKED_THROUGH])
    hashes = {NO_HASH, *(other.chained for other in found)}
    hashes |= {_should_be(found, at) for at in range(len(found)) if found[at].pk != row.pk}
    now, places = row.sequence, []
    for row.sequence in sorted({now, *range(1, len(found) + 1)}, key=lambda at: at != now):
        if any(event_hash(digest, row) == row.chained for digest in hashes):
            places.append(row.sequence)
            break
    row.sequence = now
    return places


def _should_be(found: list[Event], at: int) -> str:
    """The hash an event ought to have where it stands: its own may be what somebody touched."""
    return event_hash(found[at - 1].chained if at else NO_HASH, found[at])


def _anchor_faults(before: EventAnchor | None, anchor: EventAnchor, kept: str) -> Iterator[Fault]:
    expected = before.number + 1 if before else 1
    for number in range(expected, anchor.number):
        yield Fault("anchor_missing", anchor=number)
    if fault := _own_fault(anchor, kept):
        yield Fault(fault, anchor=anchor.number)
    elif anchor.number == expected and anchor.previous_hash not in _hashes(before):
        yield Fault("anchor_unlinked", anchor=anchor.number)
    if _is_sound(anchor):
        is_known = anchor.number == expected and (before is None or _is_sound(before))
        after = before.last_event if before else 0
        yield from _blocks_faults(after if is_known else None, anchor)


def _hashes(anchor: EventAnchor | None) -> set[str]:
    """As written, and as it should be: an anchor is not to blame for the touched one before it."""
    return {anchor.hash, anchor_hash(anchor)} if anchor else {NO_HASH}


def _is_sound(anchor: EventAnchor) -> bool:
    return anchor_hash(anchor) == anchor.hash


def _own_fault(anchor: EventAnchor, kept: str) -> str:
    if not _is_sound(anchor):
        return "anchor_changed"
    if anchor.hash != kept:
        return "anchor_not_as_kept"
    return "" if anchor_seal(anchor.hash) == anchor.seal else "anchor_seal"


def _blocks_faults(after: int | None, anchor: EventAnchor) -> Iterator[Fault]:
    """After a gap in the anchors nobody knows where the first block begins; the others are told."""
    for last, count, digest in anchor.blocks:
        if after is None:
            after = last
            continue
        found = block_of(rows_between(after, last).iterator(chunk_size=CHUNK))
        if (found.rows, found.hash) != (count, digest):
            detail = f"{count} were anchored, {found.rows} are there"
            yield Fault(
                "anchor_events", anchor=anchor.number, after=after, until=last, detail=detail
            )
        after = last


def _start(since: datetime) -> int:
    before = _anchor_before(since)
    return before.last_event if before else 0


def _anchor_before(since: datetime) -> EventAnchor | None:
    return EventAnchor.objects.filter(created_at__lt=since).order_by("-number").first()
