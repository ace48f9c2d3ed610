"""Rows that migrations make, kept aside and put back after tests with real transactions.

Django's own way (`serialized_rollback`) goes through JSON: it rounds times, and triggers that
guard unchangeable rows stop it. This takes its place and copies the tables as they are. Those
triggers also stop the emptying of tables after such a test, so there it goes past them. The rows
come back at once, so that any test may be the next one: several processes share the files out.
"""

import io
import sqlite3
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.creation import BaseDatabaseCreation
from django.test import TransactionTestCase

Restore = Callable[[BaseDatabaseWrapper], None]


def rows_by_copy(connection: BaseDatabaseWrapper) -> None:
    """Keep the rows when the test database is made; call before that.

    On the classes: beside a browser's event loop Django opens connections of its own.
    """
    keep = keep_sqlite if connection.vendor == "sqlite" else keep_tables
    empty_past_triggers(connection)
    kept: list[Restore] = []
    plain = TransactionTestCase._fixture_teardown

    def serialize(creation: BaseDatabaseCreation) -> str:
        kept[:] = [keep(creation.connection)]
        type(creation.connection)._test_serialized_contents = "kept by tests/rows.py"
        return "kept by tests/rows.py"

    def deserialize(creation: BaseDatabaseCreation, contents: str) -> None:
        """The rows are there already."""

    def teardown(case: TransactionTestCase) -> None:
        plain(case)
        kept[0](connections[connection.alias])

    connection.creation_class.serialize_db_to_string = serialize
    connection.creation_class.deserialize_db_from_string = deserialize
    TransactionTestCase._fixture_teardown = teardown


def keep_sqlite(connection: BaseDatabaseWrapper) -> Restore:
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(kept)

    def restore(connection: BaseDatabaseWrapper) -> None:
        connection.ensure_connection()
        kept.backup(connection.connection)

    return restore


def keep_tables(connection: BaseDatabaseWrapper) -> Restore:
    with connection.cursor() as cursor:
        tables = {name: copy_out(cursor, name) for name in connection.introspection.table_names()}
    kept = {name: rows for name, rows in tables.items() if rows}
    names = ", ".join(f'"{name}"' for name in kept)

    def restore(connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            # Triggers and foreign keys rest meanwhile; this needs a superuser.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(f"TRUNCATE {names} CASCADE")
            for name, rows in kept.items():
                cursor.copy_expert(f'COPY "{name}" FROM STDIN', io.BytesIO(rows))
            cursor.execute("SET session_replication_role = DEFAULT")

    return restore


def copy_out(cursor, table: str) -> bytes:
    rows = io.BytesIO()
    cursor.copy_expert(f'COPY "{table}" TO STDOUT', rows)
    return rows.getvalue()


def empty_past_triggers(connection: BaseDatabaseWrapper) -> None:
    """Let Django's `flush` empty tables whose rows nothing else may delete."""
    operations: Any = type(connection.ops)
    plain = operations.sql_flush
    wrap = past_triggers_sqlite if connection.vendor == "sqlite" else past_triggers_postgresql

    def sql_flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        return wrap(self.connection, plain(self, *args, **kwargs))

    operations.sql_flush = sql_flush


def past_triggers_postgresql(connection: BaseDatabaseWrapper, sql: list[str]) -> list[str]:
    """The role ends with the transaction; this needs a superuser."""
    return ["SET LOCAL session_replication_role = replica", *sql] if sql else []


def past_triggers_sqlite(connection: BaseDatabaseWrapper, sql: list[str]) -> list[str]:
    """Triggers that refuse are taken away for a moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [row for row in cursor.fetchall() if "RAISE(ABORT" in row[1]]
    away = [f'DROP TRIGGER "{name}"' for name, _made in triggers]
    return [*away, *sql, *(made for _name, made in triggers)] if sql else []
