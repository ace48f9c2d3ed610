"""Making anchors: from time to time all evidence added since is written down and sealed."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ledger.services import event_record
from signing.archive.chain import anchor_hash, anchor_sealed_bytes, entries_write
from signing.models import Evidence, EvidenceAnchor
from signing.models.evidence import NO_HASH
from signing.portal_keys import portal_seal

# An anchor lists its rows, some 130 bytes each.
ANCHOR_ROWS = 5_000
LOCK_WAIT = "10s"


def anchors_make() -> Iterator[EvidenceAnchor]:
    """Make anchors until every row has one; gives each that was made.

    ``OperationalError`` when signatures under way do not end within ``LOCK_WAIT``: run it again.
    """
    while _unanchored().exists():
        anchor = _anchor_next()
        if anchor is None:
            return
        yield anchor


def unanchored_count() -> int:
    """How many rows no anchor covers yet."""
    return _unanchored().count()


@transaction.atomic
def _anchor_next() -> EvidenceAnchor | None:
    _wait_for_writers()
    rows = _unanchored().order_by("pk")
    fields = ("pk", "object_key", "position", "signature_id", "hash")
    entries = list(rows.values_list(*fields)[:ANCHOR_ROWS])
    if not entries:
        return None
    before = _newest()
    anchor = EvidenceAnchor(
        number=before.number + 1 if before else 1,
        created_at=timezone.now(),
        last_row=entries[-1][0],
        count=len(entries),
        total=(before.total if before else 0) + len(entries),
        rows=entries_write(entries),
        previous_hash=before.hash if before else NO_HASH,
    )
    anchor.hash = anchor_hash(anchor)
    anchor.seal = portal_seal(anchor_sealed_bytes(anchor.hash))
    anchor.save()
    event_record(
        verb="evidence.anchor",
        target=anchor,
        data={"number": anchor.number, "total": anchor.total, "hash": anchor.hash},
    )
    return anchor


def _wait_for_writers() -> None:
    """No row with a lower id may come later than the anchor that covers its number.

    An id is drawn after the insert holds its lock on the table; so once all of these are gone and
    new ones wait, every lower id is committed or will never be. SQLite has one writer anyway.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
        cursor.execute(f'LOCK TABLE "{EvidenceAnchor._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
        cursor.execute(f'LOCK TABLE "{Evidence._meta.db_table}" IN SHARE MODE')


def _unanchored() -> QuerySet[Evidence]:
    newest = _newest()
    return Evidence.objects.filter(pk__gt=newest.last_row if newest else 0)


def _newest() -> EvidenceAnchor | None:
    return EvidenceAnchor.objects.defer("rows").order_by("-number").first()
