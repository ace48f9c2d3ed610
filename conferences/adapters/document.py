"""Documents that stand under a conference."""

from typing import Any

from conferences.models import ConferenceDocument
from conferences.selectors import conference_rows


class ConferenceShowsDocument:
    """A document of a conference is public with it: announced, and with a published page."""

    def shows_document(self, document: Any) -> bool:
        """Some public conference names it. One query."""
        lines = ConferenceDocument.objects.filter(document=document.pk)
        return lines.filter(conference__in=conference_rows().values("pk")).exists()
