"""Filling the index with very many texts at once: ``manage.py volume`` and first imports."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import islice

from django.db import connection

from core.registry import SearchRecord
from search.models import SearchEntry
from search.services import entries_bulk, entry_of

BATCH = 5000
_INDEX = "CREATE INDEX IF NOT EXISTS search_vector ON search_searchentry USING gin (vector)"
_COLUMNS = [field.attname for field in SearchEntry._meta.concrete_fields if not field.primary_key]
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def entries_load(*, kind: str, records: Iterable[SearchRecord]) -> int:
    """Write entries of records that are not in the index yet, as fast as the database can."""
    if connection.vendor != "postgresql":
        return entries_bulk(kind=kind, records=records, is_new=True)
    copy = f"COPY search_searchentry ({', '.join(_COLUMNS)}) FROM STDIN"
    iterator, written = iter(records), 0
    while batch := list(islice(iterator, BATCH)):
        lines = StringIO("".join(_line(entry_of(kind, record)) for record in batch))
        with connection.cursor() as cursor:
            cursor.cursor.copy_expert(copy, lines)
        written += len(batch)
    return written


@contextmanager
def full_text_paused() -> Iterator[None]:
    """Without the full-text index while rows pour in; it is built once at the end.

    Searches inside see nothing of it but slowness. SQLite keeps its triggers.
    """
    if connection.vendor != "postgresql":
        yield
        return
    _run("DROP INDEX IF EXISTS search_vector")
    try:
        yield
    finally:
        _run(_INDEX)
        _run("ANALYZE search_searchentry")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _line(entry: SearchEntry) -> str:
    values = (getattr(entry, field.attname) for field in SearchEntry._meta.concrete_fields[1:])
    return "\t".join(_cell(value) for value in values) + "\n"


def _cell(value: object) -> str:
    return "\\N" if value is None else str(value).translate(_ESCAPES)
