"""Proving the figures: every counter counted anew from the rows."""

from dataclasses import dataclass

from django.db import connection, transaction

from appeals.counting import PREFIX, recount
from appeals.models import Appeal
from ledger.counters import counter_set
from ledger.models import Counter


@dataclass(frozen=True)
class Difference:
    """A counter that isn't what the rows say."""

    name: str
    counter: int
    rows: int


@transaction.atomic
def figures_compare() -> list[Difference]:
    """Counters that differ from the rows; both are read at one moment."""
    _one_moment()
    return _differences()


@transaction.atomic
def figures_mend() -> list[Difference]:
    """Set the counters that differ; no verb may change an application meanwhile.

    Rows first, counters second, as every verb does, so nobody deadlocks.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Appeal._meta.db_table} IN EXCLUSIVE MODE")
            cursor.execute(f"LOCK TABLE {Counter._meta.db_table} IN EXCLUSIVE MODE")
    found = _differences()
    for difference in found:
        counter_set(difference.name, difference.rows)
    return found


def _differences() -> list[Difference]:
    kept = dict(Counter.objects.filter(name__startswith=PREFIX).values_list("name", "value"))
    counted = recount()
    pairs = ((name, kept.get(name, 0), counted.get(name, 0)) for name in {*kept, *counted})
    return [Difference(*pair) for pair in sorted(pairs) if pair[1] != pair[2]]


def _one_moment() -> None:
    """Verbs may commit between two queries; one snapshot for both keeps the proof honest."""
    if connection.vendor == "postgresql" and not _in_test_transaction():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _in_test_transaction() -> bool:
    """Inside another transaction the level can't be changed any more."""
    return len(connection.savepoint_ids) > 0
