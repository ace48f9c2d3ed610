"""What the guide is to the search."""

from django.utils.translation import gettext_lazy as _

from search.pages import PageTexts, stream_words
from userguide.models import GuidePage


class SearchableGuide(PageTexts):
    """Chapters of the guide."""

    label = _("User guide")
    model = "userguide.GuidePage"

    def words(self, page: GuidePage) -> list[str]:
        """Summary and text."""
        return [page.summary, *stream_words(page.body)]
