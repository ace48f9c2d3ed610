"""Counters: changed inside the verb that changes the rows, read in constant time."""

from collections.abc import Iterable

from django.db.models import F

from ledger.models import Counter


def counter_add(name: str, delta: int) -> None:
    """Add to a counter (may be negative). Call it last in a transaction: the row is hot."""
    if not delta:
        return
    if not Counter.objects.filter(name=name).update(value=F("value") + delta):
        Counter.objects.get_or_create(name=name)
        Counter.objects.filter(name=name).update(value=F("value") + delta)


def counters_add(deltas: dict[str, int]) -> None:
    """Add to several counters, always in the order of their names, so that nobody deadlocks."""
    for name in sorted(deltas):
        counter_add(name, deltas[name])


def counter_set(name: str, value: int) -> None:
    """Set a counter: for recounting and mass loading only."""
    Counter.objects.update_or_create(name=name, defaults={"value": value})


def counter_values(prefix: str, names: Iterable[str] | None = None) -> dict[str, int]:
    """All counters whose name begins with the prefix, or only these names."""
    rows = Counter.objects.filter(name__startswith=prefix)
    if names is not None:
        rows = Counter.objects.filter(name__in=list(names))
    return dict(rows.values_list("name", "value"))
