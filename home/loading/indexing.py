"""The search index after many pages came at once, without Wagtail's signals of publishing."""

from core.registry import Searchable, adapters
from search.selectors import is_page
from search.services import index_rebuild


def pages_index() -> int:
    """Write the index of every kind of page anew; returns the number of entries."""
    kinds = [kind for kind, adapter in adapters(Searchable).items() if is_page(adapter)]
    return sum(index_rebuild(kind) for kind in kinds)
