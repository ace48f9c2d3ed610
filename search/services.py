"""Keeping the index true. Called in the verb that changed a text, or from a task."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from core.localized import ORDER
from core.registry import Searchable, SearchRecord, adapter_for, adapters
from search.models import SearchEntry
from search.stems import number_form, stems_of

BATCH = 500
_KEY = ("kind", "object_id", "language")
# What is written anew when a text changes: not when it came in.
_KEPT = ("id", "entered_at", *_KEY)
_VALUES = tuple(
    field.name for field in SearchEntry._meta.concrete_fields if field.name not in _KEPT
)
Progress = Callable[[str, int], None]
Item = TypeVar("Item")


@transaction.atomic
def entry_update(*, kind: str, object_id: str) -> int:
    """Make the index hold what is public of this object now; nothing, if nothing is."""
    return entries_update(kind=kind, object_ids=[object_id])


@transaction.atomic
def entries_update(*, kind: str, object_ids: Iterable[str]) -> int:
    """The same for several objects at once. Returns how many entries stand."""
    ids = list(dict.fromkeys(str(object_id) for object_id in object_ids))
    records = list(adapter_for(Searchable, kind).records(ids))
    entries_bulk(kind=kind, records=records)
    kept = {(record.object_id, record.language) for record in records}
    standing = SearchEntry.objects.filter(kind=kind, object_id__in=ids)
    stale = [
        pk
        for pk, object_id, language in standing.values_list("pk", "object_id", "language")
        if (object_id, language) not in kept
    ]
    if stale:
        SearchEntry.objects.filter(pk__in=stale).delete()
    return len(records)


def entries_bulk(*, kind: str, records: Iterable[SearchRecord], is_new: bool = False) -> int:
    """Write entries of these public records, many at a time.

    ``is_new`` says that none of them is in the index yet, which is quicker.
    """
    options: dict[str, Any] = (
        {}
        if is_new
        else {"update_conflicts": True, "unique_fields": _KEY, "update_fields": _VALUES}
    )
    written = 0
    for batch in _batches(records):
        rows = {(r.object_id, r.language): entry_of(kind, r) for r in batch}
        SearchEntry.objects.bulk_create(rows.values(), **options)
        written += len(rows)
    return written


def index_rebuild(kind: str | None = None, progress: Progress | None = None) -> int:
    """Write the index anew from the adapters, and take out what is public no more."""
    kinds = [kind] if kind else sorted(adapters(Searchable))
    total = 0
    for name in kinds:
        total += _rebuild(name, progress)
    if kind is None:
        SearchEntry.objects.exclude(kind__in=kinds).delete()
    return total


def entry_of(kind: str, record: SearchRecord) -> SearchEntry:
    """The row of a record, with its stems."""
    title = " ".join(record.title.split())
    body = " ".join(record.body.split())
    title_stems = stems_of(title, record.language)
    number = number_form(record.number) or record.number[:24]
    return SearchEntry(
        kind=kind,
        object_id=record.object_id,
        language=record.language,
        title=_short(title, 300),
        excerpt=_short(body, 400),
        url=_without_language(record.url),
        number=number,
        agency_id=record.agency_id,
        office_id=record.office_id,
        at=record.at,
        entered_at=timezone.now(),
        title_stems=title_stems,
        stems=stems_of(f"{title}\n{body}\n{number}", record.language),
    )


def _rebuild(kind: str, progress: Progress | None) -> int:
    seen: set[str] = set()
    written = 0
    for ids in _batches(adapter_for(Searchable, kind).all_ids()):
        written += entries_update(kind=kind, object_ids=ids)
        seen.update(ids)
        if progress:
            progress(kind, written)
    _drop_unseen(kind, seen)
    return written


def _drop_unseen(kind: str, seen: set[str]) -> None:
    """Take out entries of objects that may have no public text any more."""
    entries = SearchEntry.objects.filter(kind=kind).values_list("pk", "object_id")
    gone = (pk for pk, object_id in entries.iterator() if object_id not in seen)
    for batch in _batches(list(gone)):
        SearchEntry.objects.filter(pk__in=batch).delete()


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _short(text: str, length: int) -> str:
    """Cut at a word."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0] + "…"


def _without_language(url: str) -> str:
    """Addresses are kept without the language, which the reader's page adds."""
    return url[3:] if url[1:3] in ORDER and url[3:4] == "/" else url
