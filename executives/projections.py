"""What blogs show of agencies, offices and whoever holds them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.models import Agency, Tenure
from core.context import section_url

PORTRAIT = "fill-240x240"


@dataclass(frozen=True)
class HolderView:
    """A person in an office."""

    person: str
    starts_on: date
    ends_on: date | None
    is_acting: bool

    @property
    def initials(self) -> str:
        """Two letters for where there is no photo."""
        return "".join(word[0] for word in self.person.split()[:2]).upper()


@dataclass(frozen=True)
class ExecutiveCard:
    """A blog as a card. ``holder`` is nobody while the office is vacant."""

    key: str
    title: str
    agency: str
    url: str
    apply_url: str
    accepts: bool
    closed_reason: str
    handover_url: str
    holder: HolderView | None
    portrait: Any


@dataclass(frozen=True)
class AgencyCard:
    """An agency with its blogs."""

    key: str
    name: str
    short_name: str
    region: str
    url: str
    accepts: bool
    closed_reason: str
    handover_url: str
    executives: tuple[ExecutiveCard, ...]

    @property
    def words(self) -> str:
        """Everything a reader may look for it by, in small letters."""
        people = [card.holder.person for card in self.executives if card.holder]
        titles = [card.title for card in self.executives]
        return " ".join([self.name, self.short_name, self.region, *titles, *people]).lower()


@dataclass(frozen=True)
class GroupView:
    """A group of agencies in the index."""

    key: str
    name: str
    agencies: tuple[AgencyCard, ...]


@dataclass(frozen=True)
class PostCard:
    """A post in a list."""

    title: str
    summary: str
    posted_on: date
    url: str


def holder_of(tenure: Tenure | None) -> HolderView | None:
    """Somebody's time in an office, if there is one."""
    if tenure is None:
        return None
    return HolderView(
        person=tenure.localized("person"),
        starts_on=tenure.starts_on,
        ends_on=tenure.ends_on,
        is_acting=tenure.is_acting,
    )


def executive_card(page: Any) -> ExecutiveCard:
    """A card of an ``ExecutivePage`` fetched with ``selectors.executive_pages``."""
    office: Any = page.office
    now = office.current_tenures[0] if office.current_tenures else None
    agency = office.agency
    closed = not agency.accepts_applications
    return ExecutiveCard(
        key=office.key,
        title=office.localized("title"),
        agency=agency.localized("name"),
        url=page.url or "",
        apply_url=f"{section_url('apply', page.face_language)}{office.key}/",
        accepts=office.accepts_applications,
        closed_reason=agency.localized("closed_reason") if closed else "",
        handover_url=agency.handover_url if closed else "",
        holder=holder_of(now),
        portrait=page.portrait if now else None,
    )


def agency_card(page: Any, executives: tuple[ExecutiveCard, ...]) -> AgencyCard:
    """A card of an ``AgencyPage``."""
    agency: Agency = page.agency
    closed = not agency.accepts_applications
    return AgencyCard(
        key=agency.key,
        name=agency.localized("name"),
        short_name=agency.localized("short_name"),
        region=agency.region.localized("name") if agency.region else "",
        url=page.url or "",
        accepts=agency.is_active and not closed,
        closed_reason=agency.localized("closed_reason") if closed else "",
        handover_url=agency.handover_url if closed else "",
        executives=executives,
    )


def post_card(page: Any) -> PostCard:
    """A card of a ``PostPage``."""
    return PostCard(page.title, page.summary, page.posted_on, page.url or "")
