"""What the two page types put on the screen."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.functional import Promise

from conferences.models import ConferencePage
from conferences.phases import Tab
from conferences.projections import ConferenceCard, card_of, question_of
from conferences.selectors import (
    QUESTIONS_BY_VOTES,
    conference_list,
    conference_of,
    conference_rows,
    keys_of,
    question_list,
)
from core.keyset import BadCursor, Page, count_up_to, page_of


@dataclass(frozen=True)
class TabLink:
    """One tab: a link with a count."""

    label: str | Promise
    url: str
    count: int
    more: bool
    current: bool


@dataclass(frozen=True)
class Listing:
    """One tab's page of conferences."""

    tab: Tab
    tabs: tuple[TabLink, ...]
    cards: tuple[ConferenceCard, ...]
    page: Page


def listing(base: str, tab: str, cursor: str = "") -> Listing:
    """The chosen tab at a cursor; a made-up cursor is a made-up address."""
    chosen = Tab(tab)
    page = _paged(conference_list(tab=chosen), keys_of(chosen), cursor)
    return Listing(
        tab=chosen,
        tabs=tuple(_tab_link(base, item, item == chosen) for item in Tab),
        cards=tuple(card_of(row) for row in page.rows),
        page=page,
    )


def conference_view(page: ConferencePage, cursor: str = "") -> dict[str, Any]:
    """The conference of a page with its questions, most votes first."""
    conference = conference_of(page)
    questions = _paged(question_list(conference), QUESTIONS_BY_VOTES, cursor)
    return {
        "conference": card_of(conference),
        "questions": [question_of(row) for row in questions.rows],
        "questions_page": questions,
    }


def _paged(rows: Any, keys: tuple[str, ...], cursor: str) -> Page:
    try:
        return page_of(rows, keys=keys, cursor=cursor)
    except BadCursor:
        raise Http404 from None


def _tab_link(base: str, tab: Tab, current: bool) -> TabLink:
    count, more = count_up_to(conference_rows(tab=tab))
    path = "" if tab == Tab.ACTIVE else f"{tab.value}/"
    return TabLink(tab.label, f"{base}{path}", count, more, current)
