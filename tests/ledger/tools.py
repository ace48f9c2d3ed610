"""Writing events, getting at them past the database's guard, verifying them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from agencies.models import Region
from ledger.models import Event, EventAnchor
from ledger.services import event_record


def thing(number: int = 1) -> Region:
    """Something that events may be about; it needn't be in a table."""
    return Region(pk=number)


def record(count: int = 1, number: int = 1, **words: Any) -> list[Event]:
    """Some events of one object."""
    said = {"verb": "test.row", "data": {"n": 1}, **words}
    with transaction.atomic():
        return [event_record(target=thing(number), **said) for _ in range(count)]


def anchor() -> list[dict[str, Any]]:
    """Run the command; its lines."""
    return _run("ledger_anchor")[0]


def verify(*arguments: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run the command: faults and sums. Its exit says the same as its sums."""
    lines, code = _run("ledger_verify", *arguments)
    *faults, sums = lines
    assert code == (0 if sums["ok"] else 1)
    assert len(faults) == sums["faults"]
    return faults, sums


def faults(*arguments: str) -> list[tuple[str, int | None]]:
    """What verifying finds: the fault, and at which place or under which anchor."""
    return [(row["fault"], row.get("sequence", row.get("anchor"))) for row in verify(*arguments)[0]]


@contextmanager
def unguarded() -> Iterator[None]:
    """As the owner of the tables can: the triggers away for a moment."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [row for row in cursor.fetchall() if row[0].startswith("ledger_")]
        for name, _made in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, made in triggers:
            cursor.execute(made)


def touch(row: Event | EventAnchor, **changes: Any) -> None:
    """Change fields of a row that nobody may change."""
    with unguarded():
        type(row)._base_manager.filter(pk=row.pk).update(**changes)


def remove(*rows: Event | EventAnchor) -> None:
    """Delete rows that nobody may delete."""
    with unguarded():
        for row in rows:
            type(row)._base_manager.filter(pk=row.pk)._raw_delete("default")


def _run(name: str, *arguments: str) -> tuple[list[dict[str, Any]], int]:
    out, code = StringIO(), 0
    try:
        call_command(name, *arguments, stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], code
