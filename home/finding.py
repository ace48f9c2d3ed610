"""One search over everything public, in tabs by kind of text."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.localized import ORDER
from search.selectors import SearchPage, search

TABS: dict[str, tuple[Promise, tuple[str, ...] | None]] = {
    "": (_("All"), None),
    "applications": (_("Applications"), ("appeal",)),
    "blogs": (_("Blogs and posts"), ("executive", "agency", "post")),
    "conferences": (_("Conferences"), ("conference",)),
    "surveys": (_("Surveys"), ("survey",)),
    "guide": (_("User guide"), ("guide",)),
}


@dataclass(frozen=True)
class Tab:
    """One tab of the results."""

    label: str | Promise
    url: str
    current: bool


@dataclass(frozen=True)
class Found:
    """What a search gives to its page."""

    query: str
    tabs: list[Tab]
    page: SearchPage
    older_url: str
    newer_url: str


def find(*, query: str, tab: str = "", cursor: str = "") -> Found:
    """Search by relevance in the tab; an unknown tab is the first."""
    tab = tab if tab in TABS else ""
    page = search(
        query=query,
        kinds=TABS[tab][1],
        page_language=(get_language() or ORDER[0])[:2],
        order="relevance",
        after=cursor,
    )
    return Found(
        query=query,
        tabs=[
            Tab(label, _address(query, name), name == tab) for name, (label, _kinds) in TABS.items()
        ],
        page=page,
        older_url=_address(query, tab, page.next_cursor) if page.next_cursor else "",
        newer_url=_address(query, tab, page.previous_cursor) if page.previous_cursor else "",
    )


def _address(query: str, tab: str, cursor: str = "") -> str:
    said = {"q": query, "tab": tab, "cursor": cursor}
    return "?" + urlencode({name: value for name, value in said.items() if value})
