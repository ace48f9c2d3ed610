"""What the tabs of a blog put on the screen."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import Tenure
from appeals.projections import card_of
from appeals.selectors import PUBLIC_KEYS
from core.audience import PUBLIC
from core.keyset import BadCursor, Page, count_up_to, page_of
from executives.models import ExecutivePage
from executives.projections import holder_of, post_card
from executives.selectors import (
    POST_KEYS,
    appeals_answered_under,
    appeals_of,
    executive_of,
    posts_of,
    tenures_former,
)

TABS: dict[str, Promise] = {
    "": _("Welcome"),
    "posts": _("Posts"),
    "biography": _("Biography"),
    "applications": _("Applications"),
    "archive": _("Archive"),
}
MAX_QUERY = 200


@dataclass(frozen=True)
class TabLink:
    """One tab: a link, with a count where it holds a list."""

    label: str | Promise
    url: str
    count: int | None
    more: bool
    current: bool


def blog(page: ExecutivePage, tab: str) -> dict[str, Any]:
    """The head of the page and its tabs."""
    counts = {
        "posts": count_up_to(posts_of(page)),
        "applications": count_up_to(appeals_of(page.office)),
        "archive": count_up_to(tenures_former(page.office)),
    }
    tabs = []
    for name, label in TABS.items():
        count, more = counts.get(name, (None, False))
        base = page.url or ""
        url = f"{base}{name}/" if name else base
        tabs.append(TabLink(label, url, count, more, name == tab))
    return {"executive": executive_of(page), "tabs": tabs, "tab": tab}


def posts_tab(page: ExecutivePage, cursor: str) -> dict[str, Any]:
    """Posts, the newest first."""
    found = _paged(posts_of(page), POST_KEYS, cursor)
    return {"posts": [post_card(row) for row in found.rows], "page_cursor": found}


def applications_tab(page: ExecutivePage, query: str, cursor: str) -> dict[str, Any]:
    """Published applications to this office, with a search of their own."""
    asked = " ".join(query.split())[:MAX_QUERY]
    found = _paged(appeals_of(page.office, asked), PUBLIC_KEYS, cursor)
    return {
        "query": asked,
        "cards": [card_of(row, PUBLIC) for row in found.rows],
        "page_cursor": found,
    }


def archive_tab(page: ExecutivePage) -> dict[str, Any]:
    """Earlier heads."""
    return {
        "tenures": [
            {"holder": holder_of(row), "url": f"{page.url}archive/{row.pk}/"}
            for row in tenures_former(page.office)
        ]
    }


def tenure_tab(page: ExecutivePage, tenure_id: int, cursor: str) -> dict[str, Any]:
    """Applications answered under an earlier head."""
    try:
        tenure = tenures_former(page.office).get(pk=tenure_id)
    except (Tenure.DoesNotExist, OverflowError):
        raise Http404 from None
    found = _paged(appeals_answered_under(tenure), PUBLIC_KEYS, cursor)
    return {
        "holder": holder_of(tenure),
        "cards": [card_of(row, PUBLIC) for row in found.rows],
        "page_cursor": found,
    }


def _paged(rows: Any, keys: tuple[str, ...], cursor: str) -> Page:
    """A made-up cursor is a made-up address."""
    try:
        return page_of(rows, keys=keys, cursor=cursor)
    except BadCursor:
        raise Http404 from None
