"""Putting pages into the three trees, each a translation of the others."""

import uuid
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from wagtail.models import Locale, Page

from core.localized import ORDER

# A page, or what stands for it, in each language.
Trio = dict[str, Any]
Maker = Callable[[str], Page]


def locales() -> dict[str, Locale]:
    """The three languages of the trees, made where they are missing."""
    return {code: Locale.objects.get_or_create(language_code=code)[0] for code in ORDER}


def trio_put(parents: Trio, *, slug: str | Trio, make: Maker) -> tuple[Trio, bool]:
    """The page with this slug under each parent; what is missing is made, the rest stays.

    ``make(language)`` gives an unsaved page. Returns the three pages and whether any is new.
    """
    slugs = slug if isinstance(slug, dict) else dict.fromkeys(ORDER, slug)
    found: Trio = {
        code: parents[code].get_children().filter(slug=slugs[code]).first() for code in ORDER
    }
    known = [page.translation_key for page in found.values() if page]
    key = known[0] if known else uuid.uuid4()
    is_new = False
    for code in ORDER:
        if found[code] is None:
            found[code] = _add(parents[code], make(code), slugs[code], key, code)
            is_new = True
    return {code: page.specific for code, page in found.items()}, is_new


def _add(parent: Page, page: Page, slug: str, key: uuid.UUID, code: str) -> Page:
    """Published at once and without a revision: the first edit makes the first revision."""
    now = timezone.now()
    page.slug, page.translation_key = slug, key
    page.locale = Locale.objects.get(language_code=code)
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.last_published_at = now
    # A fresh copy of the parent: treebeard counts children on the object it is given.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return page
