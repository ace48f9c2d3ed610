"""Small cells: no published count of a group is between 1 and 4, and none can be worked out.

Groups that have such a count are put together as "other groups" until the sums are large enough.
So what is published adds up to the totals, and there is nothing left to subtract. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

K = 5
# The key of the groups that were put together.
OTHERS = "others"
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Safe:
    """``rows`` by group key, in the order given; ``OTHERS`` last. Empty: too few answers."""

    rows: dict[str, dict[str, int]]
    merged: tuple[str, ...]


def is_small(count: int) -> bool:
    """A count that may not be told."""
    return 0 < count < K


def safe_rows(groups: Mapping[str, Counts], columns: Sequence[str]) -> Safe:
    """Groups whose every count is 0 or at least ``K``; the others put together.

    ``groups`` must hold everybody, so that nothing is left over beside them. One merged group alone
    could be told by what is missing: then the next smallest joins it.
    """
    rows = {key: {column: row.get(column, 0) for column in columns} for key, row in groups.items()}
    merged = [key for key, row in rows.items() if any(is_small(count) for count in row.values())]
    if merged and OTHERS in rows and OTHERS not in merged:
        merged.append(OTHERS)
    by_size = sorted(rows, key=lambda key: (sum(rows[key].values()), key))
    rest = [key for key in by_size if key not in merged]
    while merged and rest and (len(merged) == 1 or not _is_safe(_sum(rows, merged, columns))):
        merged.append(rest.pop(0))
    others = _sum(rows, merged, columns)
    if not _is_safe(others):
        return Safe({}, tuple(merged))
    shown = {key: row for key, row in rows.items() if key not in merged}
    if merged:
        shown[OTHERS] = others
    return Safe(shown if len(shown) > 1 else {}, tuple(merged))


def joined(groups: Mapping[str, Counts], keys: Sequence[str]) -> dict[str, Counts]:
    """The groups with those of ``keys`` put together beforehand, as ``OTHERS``."""
    if not keys:
        return dict(groups)
    columns = sorted({column for key in keys for column in groups[key]})
    whole = {
        key: {column: row.get(column, 0) for column in columns}
        for key, row in groups.items()
        if key in keys
    }
    rest = {key: row for key, row in groups.items() if key not in keys}
    return rest | {OTHERS: _sum(whole, list(whole), columns)}


def _sum(rows: Mapping[str, Counts], keys: Sequence[str], columns: Sequence[str]) -> dict[str, int]:
    return {column: sum(rows[key][column] for key in keys) for column in columns}


def _is_safe(row: Counts) -> bool:
    return not any(is_small(count) for count in row.values())
