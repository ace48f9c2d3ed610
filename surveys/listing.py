"""What the two page types put on the screen."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from core.keyset import count_up_to
from core.listing import Pager, TabLink, pager_of, public_page, tab_link
from surveys.models import SurveyPage
from surveys.phases import Phase, phase_of
from surveys.projections import SurveyCard, card_of, detail_of
from surveys.regions import regions_named
from surveys.results.view import results_of
from surveys.selectors import keys_of, survey_list, survey_of, survey_rows
from surveys.selectors.voted import has_voted


@dataclass(frozen=True)
class Listing:
    """One tab's page of surveys."""

    tab: str
    tabs: tuple[TabLink, ...]
    cards: tuple[SurveyCard, ...]
    pager: Pager


def listing(base: str, tab: str, cursor: str = "") -> Listing:
    """The chosen tab at a cursor."""
    chosen = Phase(tab)
    page = public_page(survey_list(phase=chosen), keys=keys_of(chosen), cursor=cursor)
    return Listing(
        tab=chosen.value,
        tabs=tuple(_tab_link(base, item, item == chosen) for item in Phase),
        cards=tuple(card_of(row) for row in page.rows),
        pager=pager_of(page),
    )


def survey_view(page: SurveyPage, request: HttpRequest) -> dict[str, Any]:
    """The survey of a page. Whether the reader has answered is asked of open surveys only, of
    people who signed in."""
    survey = survey_of(page)
    user = getattr(request, "user", None)
    voted = False
    if user is not None and user.is_authenticated and phase_of(survey, timezone.now()) == "active":
        voted = has_voted(survey, user)
    detail = detail_of(survey, has_voted=voted)
    return {
        "survey": detail,
        "results": results_of(survey, has_voted=voted) if detail.shows_results else None,
        "row": survey,
        "region_names": regions_named(survey.regions),
        "has_voted": voted,
        "is_kept": request.GET.get("kept") == "yes",
    }


def _tab_link(base: str, tab: Phase, current: bool) -> TabLink:
    path = "" if tab == Phase.ACTIVE else f"{tab.value}/"
    counted = count_up_to(survey_rows(phase=tab))
    return tab_link(tab.label, f"{base}{path}", current=current, counted=counted)
