"""Wagtail pages in the index: one adapter a page type, kept true by Wagtail's own signals."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.functional import Promise

from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from core.registry import Searchable, SearchRecord, adapters, register
from search.services import entries_update, entry_update


class PageTexts:
    """Searchable pages of one type. Subclasses say which words and whose they are."""

    is_page = True
    label: str | Promise = ""
    model = ""
    related: tuple[str, ...] = ()

    def records(self, object_ids: Iterable[str]) -> list[SearchRecord]:
        """Records of the pages that are published and open to everybody."""
        pages = self._public().filter(pk__in=[int(key) for key in object_ids])
        found = [self._record(page) for page in pages.select_related("locale", *self.related)]
        return [record for record in found if record is not None]

    def all_ids(self) -> Iterable[str]:
        """Every public page of the type."""
        return (str(pk) for pk in self._public().order_by("pk").values_list("pk", flat=True))

    def title(self, page: Any) -> str:
        """The line a reader sees first."""
        return str(page.title)

    def words(self, page: Any) -> list[str]:
        """Everything else that the page says."""
        return []

    def at(self, page: Any) -> datetime:
        """The moment that sorts it."""
        return page.first_published_at or timezone.now()

    def agency_id(self, page: Any) -> int | None:
        """The agency it belongs to."""
        return None

    def office_id(self, page: Any) -> int | None:
        """The office it belongs to."""
        return None

    def page_model(self) -> type[Page]:
        """The page type itself."""
        return apps.get_model(self.model)

    def _public(self) -> Any:
        return self.page_model().objects.live().public()

    def _record(self, page: Any) -> SearchRecord | None:
        url = page.url
        if not url:
            return None
        return SearchRecord(
            object_id=str(page.pk),
            language=page.locale.language_code[:2],
            title=self.title(page),
            body="\n".join(part for part in self.words(page) if part),
            url=url,
            at=self.at(page),
            agency_id=self.agency_id(page),
            office_id=self.office_id(page),
        )


def stream_words(value: Any) -> list[str]:
    """The plain words of a StreamField's value."""
    return [str(part) for part in value.stream_block.get_searchable_content(value)]


def pages_register(kind: str, adapter: PageTexts) -> None:
    """Register the adapter and follow its pages from now on."""
    register(Searchable, kind, adapter)
    model = adapter.page_model()

    def changed(instance: Page, **kwargs: Any) -> None:
        entry_update(kind=kind, object_id=str(instance.pk))

    for signal in (page_published, page_unpublished, post_delete):
        signal.connect(changed, sender=model, weak=False, dispatch_uid=f"search-{kind}")


def row_changed(kind: str, field: str) -> Callable[..., None]:
    """A receiver for the row behind pages: ``field`` is the pages' foreign key to it."""

    def changed(instance: Any, **kwargs: Any) -> None:
        pages = adapters(Searchable)[kind].page_model().objects.filter(**{field: instance.pk})
        entries_update(kind=kind, object_ids=[str(pk) for pk in pages.values_list("pk", flat=True)])

    return changed


def tree_changed(instance: Page, **kwargs: Any) -> None:
    """Addresses or the right to read changed for a page and all below it."""
    for kind, adapter in adapters(Searchable).items():
        if isinstance(adapter, PageTexts):
            below = adapter.page_model().objects.descendant_of(instance, inclusive=True)
            entries_update(kind=kind, object_ids=map(str, below.values_list("pk", flat=True)))


def restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Pages became private or public."""
    tree_changed(instance.page)


def follow_trees() -> None:
    """Connected once, when the room of search is ready."""
    for signal in (page_slug_changed, post_page_move):
        signal.connect(tree_changed, dispatch_uid="search-tree")
    for signal in (post_save, post_delete):
        signal.connect(
            restriction_changed, sender=PageViewRestriction, dispatch_uid="search-restriction"
        )
