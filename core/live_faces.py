"""The page by which readers know a row: the one in their language, else another."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import get_language

from core.localized import ORDER


def live_faces(pages: Any, key_of: Callable[[Any], str]) -> dict[str, Any]:
    """By key the published page in the active language, else in the first that has one. One query.

    ``pages`` is a queryset of faces; what has no published page is not in the answer.
    """
    wanted = ((get_language() or ORDER[0])[:2], *ORDER)
    best: dict[str, Any] = {}
    for page in sorted(pages.live().public(), key=lambda page: wanted.index(page.face_language)):
        best.setdefault(key_of(page), page)
    return best


def path_of(page: Any) -> str:
    """Its address without the language: ``/blogs/energy/``."""
    parts = str(page.url or "/").split("/", 2)
    return "/" + (parts[2] if len(parts) > 2 else "")


Shown = tuple[str, str]


class FollowedFace:
    """A ``Followable`` whose things have pages; an app says which, and how they are called."""

    def pages(self, keys: Iterable[str]) -> Any:
        """The pages of these keys, published or not."""
        raise NotImplementedError

    def key_of(self, page: Any) -> str:
        """The key of a page's row."""
        raise NotImplementedError

    def name_of(self, page: Any) -> str:
        """How readers know it."""
        return str(page.title)

    def named(self, key: str) -> str | None:
        """Its name while it is public."""
        return self.shown_many([key]).get(key, (None, ""))[0]

    def path(self, key: str) -> str:
        """Where it is read; the first page once it isn't public."""
        return self.shown_many([key]).get(key, ("", "/"))[1]

    def shown_many(self, keys: Iterable[str]) -> dict[str, Shown]:
        """Name and address of those that are public, in a few queries."""
        found = live_faces(self.pages(list(keys)), self.key_of)
        return {key: (self.name_of(page), path_of(page)) for key, page in found.items()}
