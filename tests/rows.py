"""Rows that migrations make, kept aside and put back after tests with real transactions.

Django's own way (`serialized_rollback`) goes through JSON: it rounds times, and triggers that
guard unchangeable rows stop it. This one copies the tables as they are.
"""

import io
import sqlite3
from collections.abc import Callable

from django.db.backends.base.base import BaseDatabaseWrapper


def rows_keep(connection: BaseDatabaseWrapper) -> None:
    """Make Django's hook for such rows ours; call once, right after the migrations."""
    keep = keep_sqlite if connection.vendor == "sqlite" else keep_postgresql
    restore = keep(connection)
    connection._test_serialized_contents = "kept by tests/rows.py"
    connection.creation.deserialize_db_from_string = lambda contents: restore()


def keep_sqlite(connection: BaseDatabaseWrapper) -> Callable[[], None]:
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(kept)

    def restore() -> None:
        connection.ensure_connection()
        kept.backup(connection.connection)

    return restore


def keep_postgresql(connection: BaseDatabaseWrapper) -> Callable[[], None]:
    with connection.cursor() as cursor:
        kept = {name: copy_out(cursor, name) for name in connection.introspection.table_names()}
    kept = {name: rows for name, rows in kept.items() if rows}
    names = ", ".join(f'"{name}"' for name in kept)

    def restore() -> None:
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
