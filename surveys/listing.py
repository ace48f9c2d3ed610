"""What the two page types put on the screen."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.functional import Promise

from core.keyset import BadCursor, Page, count_up_to, page_of
from surveys.models import SurveyPage
from surveys.phases import Phase
from surveys.projections import SurveyCard, card_of, detail_of
from surveys.selectors import keys_of, survey_list, survey_of, survey_rows


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
    """One tab's page of surveys."""

    tab: Phase
    tabs: tuple[TabLink, ...]
    cards: tuple[SurveyCard, ...]
    page: Page


def listing(base: str, tab: str, cursor: str = "") -> Listing:
    """The chosen tab at a cursor; a made-up cursor is a made-up address."""
    chosen = Phase(tab)
    try:
        page = page_of(survey_list(phase=chosen), keys=keys_of(chosen), cursor=cursor)
    except BadCursor:
        raise Http404 from None
    return Listing(
        tab=chosen,
        tabs=tuple(_tab_link(base, item, item == chosen) for item in Phase),
        cards=tuple(card_of(row) for row in page.rows),
        page=page,
    )


def survey_view(page: SurveyPage) -> dict[str, Any]:
    """The survey of a page."""
    return {"survey": detail_of(survey_of(page))}


def _tab_link(base: str, tab: Phase, current: bool) -> TabLink:
    count, more = count_up_to(survey_rows(phase=tab))
    path = "" if tab == Phase.ACTIVE else f"{tab.value}/"
    return TabLink(tab.label, f"{base}{path}", count, more, current)
