"""What the tabs of a blog put on the screen."""

from typing import Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import Tenure
from appeals.projections import card_of
from appeals.selectors import PUBLIC_KEYS
from core.audience import PUBLIC
from core.keyset import count_up_to
from core.listing import pager_of, public_page, tab_link
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


def blog(page: ExecutivePage, tab: str) -> dict[str, Any]:
    """The head of the page and its tabs."""
    counts = {
        "posts": count_up_to(posts_of(page)),
        "applications": count_up_to(appeals_of(page.office)),
        "archive": count_up_to(tenures_former(page.office)),
    }
    base = page.url or ""
    return {
        "executive": executive_of(page),
        "tab": tab,
        "tabs": [
            tab_link(
                label,
                f"{base}{name}/" if name else base,
                current=name == tab,
                counted=counts.get(name),
            )
            for name, label in TABS.items()
        ],
    }


def posts_tab(page: ExecutivePage, cursor: str) -> dict[str, Any]:
    """Posts, the newest first."""
    found = public_page(posts_of(page), keys=POST_KEYS, cursor=cursor)
    return {"posts": [post_card(row) for row in found.rows], "pager": pager_of(found)}


def applications_tab(page: ExecutivePage, query: str, cursor: str) -> dict[str, Any]:
    """Published applications to this office, with a search of their own."""
    asked = " ".join(query.split())[:MAX_QUERY]
    found = public_page(appeals_of(page.office, asked), keys=PUBLIC_KEYS, cursor=cursor)
    return {
        "query": asked,
        "cards": [card_of(row, PUBLIC) for row in found.rows],
        "pager": pager_of(found, q=asked),
    }


def archive_tab(page: ExecutivePage) -> dict[str, Any]:
    """Earlier heads."""
    base = page.url or ""
    return {
        "tenures": [
            {"holder": holder_of(row), "url": f"{base}archive/{row.pk}/"}
            for row in tenures_former(page.office)
        ]
    }


def tenure_tab(page: ExecutivePage, tenure_id: int, cursor: str) -> dict[str, Any]:
    """Applications answered under an earlier head."""
    try:
        tenure = tenures_former(page.office).get(pk=tenure_id)
    except (Tenure.DoesNotExist, OverflowError):
        raise Http404 from None
    found = public_page(appeals_answered_under(tenure), keys=PUBLIC_KEYS, cursor=cursor)
    return {
        "holder": holder_of(tenure),
        "cards": [card_of(row, PUBLIC) for row in found.rows],
        "pager": pager_of(found),
    }
