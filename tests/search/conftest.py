"""A room of notes: the smallest thing that can be found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from core import registry
from core.registry import Searchable, SearchRecord, register
from search.services import entries_bulk, entry_update

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Notes:
    """Public notes by id. ``put`` publishes one, ``hide`` makes it private again."""

    kind: str = "note"
    label: str = "Notes"
    is_page: bool = False
    public: dict[str, list[SearchRecord]] = field(default_factory=dict)

    def records(self, object_ids: Iterable[str]) -> list[SearchRecord]:
        return [record for key in object_ids for record in self.public.get(key, [])]

    def all_ids(self) -> Iterable[str]:
        return list(self.public)

    def record(self, key: str, title: str, body: str = "", **values) -> SearchRecord:
        return SearchRecord(
            **{
                "object_id": key,
                "language": "ru",
                "title": title,
                "body": body,
                "url": f"/notes/{key}/",
                "at": START + timedelta(hours=int(key)),
                **values,
            }
        )

    def put(self, key: str, title: str, body: str = "", **values) -> None:
        self.public.setdefault(key, []).append(self.record(key, title, body, **values))
        entry_update(kind=self.kind, object_id=key)

    def put_many(self, records: list[SearchRecord]) -> None:
        entries_bulk(kind=self.kind, records=records)


@pytest.fixture
def notes() -> Iterator[Notes]:
    yield from _room("note", is_page=False)


@pytest.fixture
def leaflets() -> Iterator[Notes]:
    yield from _room("leaflet", is_page=True)


def _room(kind: str, *, is_page: bool) -> Iterator[Notes]:
    room = Notes(kind=kind, is_page=is_page)
    register(Searchable, kind, room)
    yield room
    del registry._adapters[Searchable, kind]
