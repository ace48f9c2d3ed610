"""Anchors: from time to time the events added since are summed up, whole and in order of their ids.

An anchor's ``hash`` = SHA-256 over the previous anchor's hash and the canonical JSON of its fields,
``blocks`` among them; a block is its last id, the number of its rows and SHA-256 over a line
``id kind:id sequence chained`` each. ``seal`` is a keyed hash of it.
"""

import hashlib
import hmac
import time
from collections.abc import Iterator
from datetime import UTC
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from ledger.chain import NO_HASH, canonical, hash_bytes
from ledger.models import Event, EventAnchor

BLOCK_ROWS = 1_000
ANCHOR_ROWS = 100_000
# How long to wait for verbs under way, and how often to look.
WAIT_SECONDS, LOOK_SECONDS = 30.0, 0.05
# Apart from other uses of the same key.
SEAL = b"ledger-anchor\0"
# What a transaction that writes, or may write, to the table holds on it.
WRITING = ("RowExclusiveLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock")


class StillWriting(Exception):
    """Verbs under way did not end in time; run it again."""


class Block(NamedTuple):
    """A run of rows: up to which id, how many, their hash."""

    last: int
    rows: int
    hash: str


def anchors_make() -> Iterator[EventAnchor]:
    """Make anchors until every event has one; gives each that was made, none without news."""
    newest = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    if newest <= anchored_to():
        return
    writers_wait()
    while anchor := _anchor_next(newest):
        yield anchor


def anchored_to() -> int:
    """The last event under an anchor; 0 when there is none."""
    return EventAnchor.objects.aggregate(last=Max("last_event"))["last"] or 0


def anchor_hash(anchor: EventAnchor) -> str:
    """The hash that belongs to an anchor as it is."""
    fields = {
        "version": anchor.version,
        "number": anchor.number,
        "created_at": anchor.created_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "last_event": anchor.last_event,
        "count": anchor.count,
        "total": anchor.total,
        "blocks": anchor.blocks,
    }
    return hashlib.sha256(hash_bytes(anchor.previous_hash) + canonical(fields)).hexdigest()


def anchor_seal(digest: str) -> str:
    """What only the portal's key can make of an anchor's hash."""
    key = settings.SUBJECT_HASH_KEY.encode()
    return hmac.new(key, SEAL + digest.encode(), hashlib.sha256).hexdigest()


def block_of(rows: Iterator[Any]) -> Block:
    """The sum of rows in order of their ids; constant memory."""
    digest, count, last = hashlib.sha256(), 0, 0
    for pk, kind, target, sequence, chained in rows:
        digest.update(f"{pk} {kind}:{target} {sequence} {chained}\n".encode())
        count, last = count + 1, pk
    return Block(last, count, digest.hexdigest())


def rows_between(after: int, last: int) -> Any:
    """What ``block_of`` sums up of the events above ``after`` up to ``last``."""
    rows = Event.objects.filter(pk__gt=after, pk__lte=last).order_by("pk")
    return rows.values_list("pk", "target_kind", "target_id", "sequence", "chained")


def writers_wait() -> None:
    """Until no transaction is left that may have drawn an id by now and not committed it.

    An id is drawn while a lock on the table is held; so once these holders are gone, every id
    that was there before is committed or never will be. Nobody waits for us: new writers draw
    higher ids. SQLite has one writer anyway.
    """
    if connection.vendor != "postgresql":
        return
    waiting, end = _writers(), time.monotonic() + WAIT_SECONDS
    while waiting:
        if time.monotonic() > end:
            raise StillWriting(f"{len(waiting)} transactions are still writing events")
        time.sleep(LOOK_SECONDS)
        waiting &= _writers()


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND relation = %s::regclass AND mode = ANY(%s) AND pid <> pg_backend_pid()",
            [Event._meta.db_table, list(WRITING)],
        )
        return {row[0] for row in cursor.fetchall()}


@transaction.atomic
def _anchor_next(newest: int) -> EventAnchor | None:
    _one_at_a_time()
    before = EventAnchor.objects.order_by("-number").first()
    blocks = list(_blocks(before.last_event if before else 0, newest))
    if not blocks:
        return None
    count = sum(block.rows for block in blocks)
    anchor = EventAnchor(
        number=before.number + 1 if before else 1,
        created_at=timezone.now(),
        last_event=blocks[-1].last,
        count=count,
        total=(before.total if before else 0) + count,
        blocks=[list(block) for block in blocks],
        previous_hash=before.hash if before else NO_HASH,
    )
    anchor.hash = anchor_hash(anchor)
    anchor.seal = anchor_seal(anchor.hash)
    anchor.save()
    return anchor


def _blocks(after: int, newest: int) -> Iterator[Block]:
    for _number in range(ANCHOR_ROWS // BLOCK_ROWS):
        block = block_of(rows_between(after, newest)[:BLOCK_ROWS].iterator())
        if not block.rows:
            return
        after = block.last
        yield block


def _one_at_a_time() -> None:
    """Two runs at once make one row of anchors; nothing but they waits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(EventAnchor._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
