"""What blogs are to the search: agencies, executives, posts."""

from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.selectors import tenure_of
from executives.models import AgencyPage, ExecutivePage, PostPage
from search.pages import PageTexts, stream_words


class SearchableAgency(PageTexts):
    """Pages of agencies."""

    label = _("Agencies")
    model = "executives.AgencyPage"
    related = ("agency__region",)

    def words(self, page: AgencyPage) -> list[str]:
        """Names, region and text."""
        agency, language = page.agency, page.face_language
        region = agency.region.localized("name", language) if agency.region else ""
        names = [agency.localized("name", language), agency.localized("short_name", language)]
        return [*names, region, *stream_words(page.body)]

    def agency_id(self, page: AgencyPage) -> int:
        """The agency itself."""
        return page.agency_id


class SearchableExecutive(PageTexts):
    """Blogs: office, who holds it, welcome and biography."""

    label = _("Executives")
    model = "executives.ExecutivePage"
    related = ("office__agency",)

    def words(self, page: ExecutivePage) -> list[str]:
        """Office, person, agency and text."""
        office, language = page.office, page.face_language
        tenure = tenure_of(office)
        return [
            office.localized("title", language),
            tenure.localized("person", language) if tenure else "",
            office.agency.localized("name", language),
            *stream_words(page.welcome),
            *stream_words(page.biography),
        ]

    def agency_id(self, page: ExecutivePage) -> int:
        """The agency of the office."""
        return page.office.agency_id

    def office_id(self, page: ExecutivePage) -> int:
        """The office itself."""
        return page.office_id


class SearchablePost(PageTexts):
    """Posts of executives."""

    label = _("Posts")
    model = "executives.PostPage"

    def words(self, page: PostPage) -> list[str]:
        """Summary and text."""
        return [page.summary, *stream_words(page.body)]

    def at(self, page: PostPage) -> datetime:
        """The day the reader sees."""
        return timezone.make_aware(datetime.combine(page.posted_on, time(12)))

    def agency_id(self, page: Any) -> int | None:
        """The agency whose executive writes."""
        office = self._office(page)
        return office.agency_id if office else None

    def office_id(self, page: Any) -> int | None:
        """The office that writes."""
        office = self._office(page)
        return office.pk if office else None

    @staticmethod
    def _office(page: Any) -> Any:
        blog = ExecutivePage.objects.parent_of(page).select_related("office").first()
        return blog.office if blog else None
