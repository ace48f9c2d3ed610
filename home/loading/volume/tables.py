"""Rows on their way into the database: COPY on PostgreSQL, plain inserts on SQLite."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from django.db import connection
from django.db.models import Field, Max, Model

Row = tuple[Any, ...]
# The backslash first. Replacing is many times quicker than str.translate on Cyrillic.
_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


@dataclass(frozen=True)
class Table:
    """A table and the columns given for it; the others take their field's default."""

    name: str
    columns: tuple[str, ...]
    defaults: Row

    @classmethod
    def of(cls, model: type[Model], columns: Sequence[str]) -> "Table":
        """The table of a model; a column nobody gives and that has no default is a mistake."""
        fields = {field.attname: field for field in model._meta.concrete_fields}
        if unknown := set(columns) - set(fields):
            raise ValueError(f"{model.__name__} has no {sorted(unknown)}")
        left = [field for name, field in fields.items() if name not in columns]
        return cls(
            name=model._meta.db_table,
            columns=(*columns, *(field.attname for field in left)),
            defaults=tuple(_default(field) for field in left),
        )

    def encoded(self, rows: Sequence[Row]) -> bytes:
        """Rows in COPY's text format."""
        tail = "".join(f"\t{_cell(value)}" for value in self.defaults) + "\n"
        return "".join("\t".join(map(_cell, row)) + tail for row in rows).encode()


def _default(field: Field) -> Any:
    if field.has_default() or field.null:
        return _plain(field.get_default())
    if field.empty_strings_allowed and field.blank:
        return ""
    raise ValueError(f"{field.model.__name__}.{field.attname} has no default")


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, (list, dict)) else value


def _cell(value: Any) -> str:
    if isinstance(value, str):
        for plain, escaped in _ESCAPES:
            value = value.replace(plain, escaped)
        return value
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value)


def rows_write(table: Table, rows: bytes | Sequence[Row]) -> None:
    """Write rows: encoded ones by COPY, others one by one."""
    names = ", ".join(connection.ops.quote_name(name) for name in table.columns)
    with connection.cursor() as cursor:
        if isinstance(rows, bytes):
            cursor.cursor.copy_expert(f"COPY {table.name} ({names}) FROM STDIN", BytesIO(rows))
            return
        marks = ", ".join(["%s"] * len(table.columns))
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"
        cursor.executemany(statement, [_adapted((*row, *table.defaults)) for row in rows])


def _adapted(row: Row) -> Row:
    """Moments and days as Django writes them into SQLite: UTC without a zone."""
    return tuple(map(_for_sqlite, row))


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value


def id_after(model: type[Model]) -> int:
    """The first id nobody has."""
    return (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def ids_settle(models: Sequence[type[Model]]) -> None:
    """Let the sequences go on after the ids written by hand; SQLite does it by itself."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                f" (SELECT COALESCE(MAX(id), 1) FROM {table}))"
            )


@contextmanager
def indexes_paused(models: Sequence[type[Model]]) -> Iterator[None]:
    """Without foreign keys and plain indexes while rows pour in; all of them are built afterwards.

    Building once is many times quicker than growing them row by row, and checking a foreign key
    by one join is quicker than half a million look-ups. Everything is in the caller's
    transaction: if anything fails, nothing has happened. Tables are locked meanwhile.
    """
    if connection.vendor != "postgresql":
        yield
        return
    tables = [model._meta.db_table for model in models]
    _execute("SET CONSTRAINTS ALL IMMEDIATE")
    keys, indexes = _foreign_keys(tables), _plain_indexes(tables)
    for table, name, _definition in keys:
        _execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        _execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        _execute(definition)
    for table, name, definition in keys:
        _execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def memory_for_building() -> None:
    """More memory for building indexes, until the transaction ends."""
    if connection.vendor == "postgresql":
        for setting in ("maintenance_work_mem = '768MB'", "work_mem = '128MB'"):
            _execute(f"SET LOCAL {setting}")
        _execute("SET LOCAL synchronous_commit = off")


def tables_analyze(models: Sequence[type[Model]]) -> None:
    """Fresh statistics for the planner; on PostgreSQL visibility too, so counts read indexes."""
    for model in models:
        verb = "VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE"
        if connection.vendor == "postgresql" and connection.in_atomic_block:
            verb = "ANALYZE"
        _execute(f"{verb} {model._meta.db_table}")


def _foreign_keys(tables: Sequence[str]) -> list[tuple[str, str, str]]:
    return _rows(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
        tables,
    )


def _plain_indexes(tables: Sequence[str]) -> list[tuple[str, str]]:
    """Indexes that no constraint stands on."""
    return _rows(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid"
        " WHERE c.oid IS NULL AND i.indrelid = ANY(%s::regclass[])",
        tables,
    )


def _rows(query: str, tables: Sequence[str]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, [list(tables)])
        return [tuple(_bare(value) for value in row) for row in cursor.fetchall()]


def _bare(name: str) -> str:
    """A name without the quotes that ``regclass`` adds."""
    return name[1:-1] if re.fullmatch(r'"[^"]+"', name) else name


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
