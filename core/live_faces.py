"""The page by which readers know a row: the one in their language, else another."""

from typing import Any

from django.utils.translation import get_language

from core.localized import ORDER


def live_face(pages: Any) -> Any | None:
    """The published page in the active language, else in the first that has one; None: not public.

    ``pages`` is a queryset of a face's pages.
    """
    by_language = {page.face_language: page for page in pages.live().public()}
    wanted = ((get_language() or ORDER[0])[:2], *ORDER)
    return next((by_language[code] for code in wanted if code in by_language), None)


def path_of(page: Any) -> str:
    """Its address without the language: ``/blogs/energy/``."""
    parts = str(page.url or "/").split("/", 2)
    return "/" + (parts[2] if len(parts) > 2 else "")
