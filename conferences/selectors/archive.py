"""Past conferences narrowed by words, agency, year and answers."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from agencies.models import Agency
from agencies.selectors import sort_field
from conferences.models import Conference, ConferencePage, QuestionAnswer
from conferences.phases import Tab
from conferences.selectors.public import conference_rows
from conferences.states import QuestionState
from search.selectors import search_ids


@dataclass(frozen=True)
class ArchiveFilters:
    """What a reader asked for; all of them narrow."""

    words: str = ""
    agency_key: str = ""
    year: int | None = None
    answered: bool = False
    now: datetime = field(default_factory=timezone.now)

    @property
    def is_empty(self) -> bool:
        """Nothing was asked for."""
        return self == ArchiveFilters(now=self.now)


def archive_rows(filters: ArchiveFilters, tab: Tab | None = Tab.PAST) -> QuerySet[Conference]:
    """Bare public rows; ``selectors.with_cards`` gives them what a card shows."""
    rows = conference_rows(tab=tab, agency_key=filters.agency_key, now=filters.now)
    if filters.words:
        rows = rows.filter(pk__in=_found(filters.words))
    if filters.year:
        rows = rows.filter(opens_at__year=filters.year)
    if filters.answered:
        rows = rows.filter(_answered(), cancelled_at=None)
    return rows


def archive_years(now: datetime) -> list[int]:
    """Years of past conferences, the latest first."""
    days = conference_rows(tab=Tab.PAST, now=now).dates("opens_at", "year", order="DESC")
    return [day.year for day in days]


def archive_agencies(now: datetime) -> QuerySet[Agency]:
    """Agencies that held a past conference."""
    past = conference_rows(tab=Tab.PAST, now=now).filter(agency=OuterRef("pk"))
    return Agency.objects.filter(Exists(past)).order_by(sort_field())


def _found(words: str) -> QuerySet[ConferencePage]:
    """Conferences by the words of their pages, in whatever language these are."""
    pages = ConferencePage.objects.filter(pk__in=search_ids(query=words, kind="conference"))
    return pages.order_by().values("conference")


def _answered() -> Exists:
    standing = QuestionAnswer.objects.filter(
        question__conference=OuterRef("pk"),
        question__state=QuestionState.PUBLISHED,
        withdrawn_at=None,
    )
    return Exists(standing)
