"""Reading the tree of blogs: published pages with their offices and holders, in few queries."""

from collections import defaultdict
from itertools import groupby

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from wagtail.images import get_image_model
from wagtail.models import Page

from agencies.models import Office, Tenure
from agencies.selectors import sort_field, tenures_current
from appeals.models import Answer, Appeal
from appeals.selectors import AppealFilters, public_list
from executives.models import AgencyPage, ExecutivePage, PostPage
from executives.projections import (
    PORTRAIT,
    AgencyCard,
    ExecutiveCard,
    GroupView,
    agency_card,
    executive_card,
)

POST_KEYS = ("-posted_on", "-id")


def executive_pages(below: Page) -> QuerySet[ExecutivePage]:
    """Published blogs of offices that exist, below a page."""
    return with_office(
        ExecutivePage.objects.live()
        .public()
        .descendant_of(below)
        .filter(office__is_active=True)
        .order_by("office__order", "office__key")
    )


def with_office(pages: QuerySet[ExecutivePage]) -> QuerySet[ExecutivePage]:
    """The office, its agency, who holds it now, and the portrait ready to show."""
    holders = Prefetch("office__tenures", queryset=tenures_current(), to_attr="current_tenures")
    portraits = get_image_model().objects.prefetch_renditions(PORTRAIT)
    return pages.select_related("office__agency").prefetch_related(
        holders, Prefetch("portrait", queryset=portraits)
    )


def groups_of(index: Page, query: str = "") -> list[GroupView]:
    """Agencies by group, in the reader's alphabetical order; only those with all the words."""
    pages = (
        AgencyPage.objects.live()
        .public()
        .child_of(index)
        .filter(agency__is_active=True)
        .select_related("agency__group", "agency__region")
        .order_by("agency__group__order", "agency__group_id", f"agency__{sort_field()}")
    )
    cards = _cards_by_parent(index)
    shown = [
        (page.agency.group, card)
        for page in pages
        if _holds(card := agency_card(page, cards[page.path]), query)
    ]
    return [
        GroupView(group.key, group.localized("name"), tuple(card for _group, card in rows))
        for group, rows in groupby(shown, key=lambda pair: pair[0])
    ]


def agency_view(page: AgencyPage) -> AgencyCard:
    """An agency with its blogs."""
    return agency_card(page, tuple(executive_card(row) for row in executive_pages(page)))


def executive_of(page: ExecutivePage) -> ExecutiveCard:
    """The card of one blog; works for an unpublished page too, in the preview."""
    office = (
        Office.objects.select_related("agency")
        .prefetch_related(
            Prefetch("tenures", queryset=tenures_current(), to_attr="current_tenures")
        )
        .get(pk=page.office_id)
    )
    page.office = office
    return executive_card(page)


def posts_of(page: Page) -> QuerySet[PostPage]:
    """Published posts of a blog; page them by ``POST_KEYS``."""
    return PostPage.objects.live().public().child_of(page)


def tenures_former(office: Office) -> QuerySet[Tenure]:
    """Who held the office before, the latest first."""
    return office.tenures.filter(ends_on__lte=timezone.localdate()).order_by("-starts_on")


def appeals_of(office: Office, query: str = "") -> QuerySet[Appeal]:
    """Published applications to the office."""
    return public_list(AppealFilters(office_id=office.pk, query=query))


def appeals_answered_under(tenure: Tenure) -> QuerySet[Appeal]:
    """Published applications that got an answer in this tenure."""
    answered = Answer.objects.filter(tenure=tenure).values("appeal_id")
    return public_list(AppealFilters()).filter(pk__in=answered)


def _cards_by_parent(index: Page) -> dict[str, tuple[ExecutiveCard, ...]]:
    """Executive cards by the tree path of the agency's page."""
    found: dict[str, list[ExecutiveCard]] = defaultdict(list)
    for page in executive_pages(index):
        found[page.path[: -page.steplen]].append(executive_card(page))
    return defaultdict(tuple, {path: tuple(cards) for path, cards in found.items()})


def _holds(card: AgencyCard, query: str) -> bool:
    return all(word in card.words for word in query.lower().split())
