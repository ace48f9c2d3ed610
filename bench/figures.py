"""Figures as tables."""

import json
import os
import platform
from collections.abc import Sequence
from typing import Any

from django.db import connection

BIG = (
    "appeals_appeal",
    "appeals_appealtext",
    "appeals_answer",
    "appeals_answertext",
    "core_sealedblob",
    "core_rowkey",
    "search_searchentry",
    "ledger_event",
)

Table = Sequence[dict[str, Any]]


def quantile(times: Sequence[float], share: float) -> float:
    """The time that this share of the tries did not pass."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def machine() -> Table:
    """What was measured on, and how much is in it."""
    rows = [
        {"what": "processors", "value": os.cpu_count()},
        {"what": "load", "value": f"{os.getloadavg()[0]:.1f}"},
        {"what": "Python", "value": platform.python_version()},
        {"what": "database", "value": _database()},
    ]
    return rows + [{"what": name, "value": value} for name, value in _sizes()]


def table_print(title: str, rows: Table) -> None:
    """A table with a heading; says so when it is empty."""
    print(f"\n{title}")
    if not rows:
        print("  none")
        return
    names = list(rows[0])
    cells = [names, *([str(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(names))]
    for line in cells:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))


def tables_print(rows: Table, *, as_json: bool) -> None:
    """The timed pages, for people or for programs."""
    if not as_json:
        table_print("Pages, milliseconds", rows)
        return
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


def _database() -> str:
    if connection.vendor != "postgresql":
        return connection.vendor
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


def _sizes() -> list[tuple[str, str]]:
    found = []
    with connection.cursor() as cursor:
        for name in BIG:
            cursor.execute(f"SELECT count(*) FROM {name}")
            count = f"{cursor.fetchone()[0]:,}"
            found.append((name, f"{count} rows{_bytes(cursor, name)}"))
    return found


def _bytes(cursor: Any, name: str) -> str:
    if connection.vendor != "postgresql":
        return ""
    cursor.execute("SELECT pg_table_size(%s), pg_indexes_size(%s)", [name, name])
    table, indexes = (f"{size / 2**20:,.0f} MB" for size in cursor.fetchone())
    return f", {table} + indexes {indexes}"
