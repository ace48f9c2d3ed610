"""Write the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.registry import Searchable, adapters
from search.services import index_rebuild


class Command(BaseCommand):
    """``manage.py search_rebuild [--kind appeal]``; safe to run while the portal works."""

    help = "Writes the search index anew from what is public now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", help="only this kind of text")

    def handle(self, *args: Any, kind: str | None = None, **options: Any) -> None:
        known = sorted(adapters(Searchable))
        if kind and kind not in known:
            raise CommandError(f"There is no kind {kind!r}. Known: {', '.join(known)}.")
        total = index_rebuild(kind, progress=self._progress)
        self.stdout.write(f"{total} entries are in the index.")

    def _progress(self, kind: str, written: int) -> None:
        self.stderr.write(f"\r{kind}: {written}", ending="\n" if not self.stderr.isatty() else "")
        self.stderr.flush()
