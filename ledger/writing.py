"""Adding events to the ends of their objects' chains, also beside parallel writers.

No lock of its own: the row itself takes its place. Whoever finds the place taken waits for that
transaction to end (the unique index makes it wait) and takes the next one. So an event waits only
for another event of the same object, and most verbs hold that object's row before.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections, router
from django.db.models import Exists, OuterRef

from ledger.chain import NO_HASH, event_hash

# Each try waits for one parallel writer to the same object, so one try each is enough.
TRIES = 200
# Ids in one query; SQLite takes no more than 999 parameters on old machines.
CHUNK = 400
End = tuple[int, str]
START: End = (0, NO_HASH)


def event_append(event: Any) -> None:
    """Write a new event as the newest of its object."""
    using = router.db_for_write(type(event))
    for _try in range(TRIES):
        sequence, previous = _end_of(event, using)
        event.sequence = sequence + 1
        event.chained = event_hash(previous, event)
        if _insert(event, using):
            return
    raise RuntimeError("no end of the chain could be reached")


def events_chain(events: Iterable[Any]) -> list[Any]:
    """Fill in ``sequence`` and ``chained`` of events that are to be written together, in order.

    For bulk writers, who see to it that nobody else writes about these objects meanwhile.
    """
    rows = list(events)
    ends = _ends_of(rows)
    for row in rows:
        key = (row.target_kind, row.target_id)
        sequence, previous = ends.get(key, START)
        row.sequence = sequence + 1
        row.chained = event_hash(previous, row)
        ends[key] = (row.sequence, row.chained)
    return rows


def _end_of(event: Any, using: str) -> End:
    rows = type(event)._base_manager.using(using)
    chain = rows.filter(target_kind=event.target_kind, target_id=event.target_id)
    return chain.order_by("-sequence").values_list("sequence", "chained").first() or START


def _ends_of(rows: list[Any]) -> dict[tuple[str, str], End]:
    """The newest event of each object that has any."""
    ids: dict[str, set[str]] = {}
    for row in rows:
        ids.setdefault(row.target_kind, set()).add(row.target_id)
    ends: dict[tuple[str, str], End] = {}
    for kind, wanted in ids.items():
        ordered = sorted(wanted)
        for start in range(0, len(ordered), CHUNK):
            part = ordered[start : start + CHUNK]
            for target_id, sequence, chained in _newest(type(rows[0]), kind, part):
                ends[kind, target_id] = (sequence, chained)
    return ends


def _newest(model: Any, kind: str, ids: list[str]) -> Iterable[tuple[str, int, str]]:
    same = {"target_kind": OuterRef("target_kind"), "target_id": OuterRef("target_id")}
    newer = model._base_manager.filter(**same, sequence__gt=OuterRef("sequence"))
    found = model._base_manager.filter(~Exists(newer), target_kind=kind, target_id__in=ids)
    rows: Iterable[tuple[str, int, str]] = found.values_list("target_id", "sequence", "chained")
    return rows


def _insert(event: Any, using: str) -> bool:
    """Insert unless the place is taken; without a savepoint, which would cost twice as much."""
    connection = connections[using]
    meta = type(event)._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key or event.pk]
    values = [field.get_db_prep_save(field.pre_save(event, True), connection) for field in fields]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    statement = (
        f"INSERT INTO {quote(meta.db_table)} ({names})"
        f" VALUES ({', '.join(['%s'] * len(fields))})"
        f" ON CONFLICT (target_kind, target_id, sequence) DO NOTHING RETURNING {quote('id')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    if row is None:
        return False
    event.pk = row[0]
    event._state.adding, event._state.db = False, using
    return True
