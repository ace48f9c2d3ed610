"""What conferences are to the search."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from conferences.models import ConferencePage
from conferences.projections import question_of
from conferences.selectors import question_list
from search.pages import PageTexts, stream_words

MOST_QUESTIONS = 500


class SearchableConference(PageTexts):
    """Pages of conferences with the public questions and answers."""

    label = _("Conferences")
    model = "conferences.ConferencePage"
    related = ("conference__agency",)

    def words(self, page: ConferencePage) -> list[str]:
        """Description, summary, speakers, questions and answers."""
        language = page.face_language
        speakers = page.conference.speakers.all()
        questions = question_list(page.conference)[:MOST_QUESTIONS]
        said = [question_of(row) for row in questions]
        return [
            *stream_words(page.body),
            *stream_words(page.summary),
            page.conference.agency.localized("name", language),
            *(
                f"{row.localized('person', language)}, {row.localized('title', language)}"
                for row in speakers
            ),
            *(part for item in said for part in (item.text, *(a.body for a in item.answers))),
        ]

    def at(self, page: ConferencePage) -> datetime:
        """The day it opens."""
        return page.conference.opens_at

    def agency_id(self, page: ConferencePage) -> int:
        """Who runs it."""
        return page.conference.agency_id

    def _public(self) -> Any:
        from django.utils import timezone

        return super()._public().filter(conference__announced_at__lte=timezone.now())
