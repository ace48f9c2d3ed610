"""Reading the guide: its chapters in the order of the tree."""

from dataclasses import dataclass

from wagtail.models import Page

from userguide.models import GuideIndexPage, GuidePage


@dataclass(frozen=True)
class ChapterLink:
    """A line of the contents."""

    title: str
    summary: str
    url: str
    current: bool


@dataclass(frozen=True)
class Contents:
    """The contents as seen from one chapter."""

    chapters: tuple[ChapterLink, ...]
    previous: ChapterLink | None
    next: ChapterLink | None


def contents_of(index: Page | GuideIndexPage, current: Page | None = None) -> Contents:
    """Published chapters below the index, and those beside the current one."""
    pages = GuidePage.objects.child_of(index).live().public().order_by("path")
    links = tuple(
        ChapterLink(
            title=page.title,
            summary=page.summary,
            url=page.url or "",
            current=current is not None and page.pk == current.pk,
        )
        for page in pages
    )
    at = next((place for place, link in enumerate(links) if link.current), None)
    return Contents(
        chapters=links,
        previous=links[at - 1] if at else None,
        next=links[at + 1] if at is not None and at + 1 < len(links) else None,
    )
