"""A text column that answers ``matches`` from the index of the database at hand."""

from typing import Any

from django.db import models
from django.db.models import Lookup

# A phrase is a sequence of stems; a word of a query is a choice of phrases; all words must match.
Phrase = tuple[str, ...]
Match = tuple[tuple[Phrase, ...], ...]


class StemsField(models.TextField):
    """Stems of a text, separated by spaces."""


@StemsField.register_lookup
class Matches(Lookup):
    """``stems__matches=((("дорог",), ("дорогу",)), ...)``: AND of ORs of phrases.

    Stems are letters and digits only, so nothing in them is syntax to either database.
    """

    lookup_name = "matches"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        query = _join(self.rhs, word="'{}'", near=" <-> ", either=" | ", both=" & ")
        return f"{table}.vector @@ to_tsquery('simple', %s)", [query]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        query = _join(self.rhs, word='"{}"', near=" + ", either=" OR ", both=" AND ")
        found = "SELECT rowid FROM search_fts WHERE search_fts MATCH %s"
        return f"{table}.id IN ({found})", [query]


def _join(match: Match, *, word: str, near: str, either: str, both: str) -> str:
    groups = [
        either.join(f"({near.join(word.format(stem) for stem in phrase)})" for phrase in phrases)
        for phrases in match
    ]
    return both.join(f"({group})" for group in groups)
