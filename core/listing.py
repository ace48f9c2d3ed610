"""What lists share: tabs with counts, links to the pages beside this one."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.utils.functional import Promise

from core.keyset import BadCursor, Page, page_of


@dataclass(frozen=True)
class TabLink:
    """One tab: a link, with a count where it holds a list."""

    label: str | Promise
    url: str
    count: str
    current: bool


@dataclass(frozen=True)
class Pager:
    """Addresses of the pages beside this one; empty where the list ends."""

    older_url: str
    newer_url: str


def tab_link(
    label: str | Promise, url: str, *, current: bool, counted: tuple[int, bool] | None = None
) -> TabLink:
    """``counted`` is what ``core.keyset.count_up_to`` gives."""
    if counted is None:
        return TabLink(label, url, "", current)
    count, more = counted
    return TabLink(label, url, f"{count}+" if more else str(count), current)


def public_page(rows: Any, *, keys: tuple[str, ...], cursor: str = "", limit: int = 20) -> Page:
    """``page_of`` for a page of the site: a made-up cursor is a made-up address."""
    try:
        return page_of(rows, keys=keys, cursor=cursor, limit=limit)
    except BadCursor:
        raise Http404 from None


def pager_of(page: Page, **said: str) -> Pager:
    """Links that keep what else was asked for."""
    return Pager(older_url=_link(page.older, said), newer_url=_link(page.newer, said))


def _link(cursor: str, said: dict[str, str]) -> str:
    if not cursor:
        return ""
    kept = {name: value for name, value in said.items() if value}
    return "?" + urlencode({**kept, "cursor": cursor})
