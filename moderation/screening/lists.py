"""The word lists, ready for use: rows of the database, or of the files they were sown from."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parent / "data"
FILES = ("obscene", "threats", "hatred", "abbreviations", "topics", "people", "spelling")


class Entry(NamedTuple):
    """One row: ``id`` is 0 for rows of the files. ``weight``: how sure, of 100."""

    id: int
    list: str
    language: str
    word: str
    match: str
    is_exception: bool
    weight: int
    topic: str


Rows = tuple[Entry, ...]


class Lists:
    """Rows by list."""

    def __init__(self, rows: Iterable[Entry]) -> None:
        self.by_list: dict[str, list[Entry]] = {}
        for row in rows:
            self.by_list.setdefault(row.list, []).append(row)

    def of(self, name: str) -> list[Entry]:
        """The rows of one list."""
        return self.by_list.get(name, [])


def lists_now() -> Lists:
    """The lists as they are in the database at this moment: one query."""
    # Here, because the files are read without Django too (bench, command).
    from moderation.models.words import ScreenWord

    rows = ScreenWord.objects.filter(is_active=True).order_by("pk").values_list(*Entry._fields)
    return _lists(tuple(Entry(*row) for row in rows))


@lru_cache(maxsize=4)
def _lists(rows: Rows) -> Lists:
    return Lists(rows)


@lru_cache(maxsize=1)
def lists_sown() -> Lists:
    """The lists as the portal comes with them, without a database."""
    return Lists(entries_sown())


def entries_sown() -> Iterator[Entry]:
    """Every row of the files, each once."""
    seen = set()
    for name in FILES:
        for entry in entries_read((DATA / f"{name}.txt").read_text(encoding="utf-8")):
            key = (entry.list, entry.language, entry.match, entry.topic, entry.word)
            if key not in seen:
                seen.add(key)
                yield entry


def entries_read(text: str) -> Iterator[Entry]:
    """Rows of one file. A head is ``[list language match weight topic?]``, an item ends with ;"""
    head: list[str] = []
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            head = line.strip("[]").split()
        elif line and not line.startswith("#"):
            for item in filter(None, (part.strip() for part in line.split(";"))):
                yield _entry(head, item)


def _entry(head: list[str], item: str) -> Entry:
    name, language, match, weight, topic = [*head, ""][:5]
    word = item.removeprefix("!").strip()
    if name != "abbreviation":
        word = word.lower()
    return Entry(0, name, language, word, match, item.startswith("!"), int(weight), topic)
