"""Faces of one row in the trees of all languages, each a translation of the others."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from wagtail.models import Page


def drafts_add(
    *, parents: Mapping[str, Page], slug: str, make: Callable[[str], Page], actor: Any
) -> dict[str, Page]:
    """A draft below each parent, by language; they are translations of each other.

    ``make(language)`` gives an unsaved page. Each gets its first revision, so that an editor goes
    on from there; publishing is left to the pages' workflow. The caller keeps the transaction.
    """
    key = uuid.uuid4()
    return {
        code: _draft_add(parent, make(code), slug, key, actor) for code, parent in parents.items()
    }


def slug_is_free(parents: Mapping[str, Page], slug: str) -> bool:
    """No page below any of the parents has this address."""
    return not any(parent.get_children().filter(slug=slug).exists() for parent in parents.values())


def _draft_add(parent: Page, page: Page, slug: str, key: uuid.UUID, actor: Any) -> Page:
    page.slug, page.translation_key, page.locale = slug, key, parent.locale
    page.live, page.has_unpublished_changes, page.owner = False, True, actor
    # A fresh copy of the parent: treebeard counts children on the object it is given.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(user=actor, log_action=False)
    return page
