"""What conferences are to the search."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conferences.after.view import summary_is_published
from conferences.models import ConferencePage, ConferenceQuestion, QuestionAnswer
from conferences.phases import Phase, phase_of
from conferences.projections import question_of
from conferences.selectors import question_list
from conferences.states import QuestionState
from search.pages import PageTexts, stream_words
from search.services import entries_update

MOST_QUESTIONS = 500


class SearchableConference(PageTexts):
    """Pages of conferences with the public questions and answers."""

    label = _("Conferences")
    model = "conferences.ConferencePage"
    related = ("conference__agency",)

    def words(self, page: ConferencePage) -> list[str]:
        """Description, speakers, and what the page shows of summary, questions and answers."""
        language, now = page.face_language, timezone.now()
        speakers = page.conference.speakers.all()
        is_cancelled = phase_of(page.conference, now) == Phase.CANCELLED
        questions = [] if is_cancelled else question_list(page.conference)[:MOST_QUESTIONS]
        said = [question_of(row) for row in questions]
        return [
            *stream_words(page.body),
            *(stream_words(page.summary) if summary_is_published(page.conference, now) else ()),
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
        return super()._public().filter(conference__announced_at__lte=timezone.now())


def conference_reindex(conference_id: int) -> None:
    """Make the index hold what is public of a conference now, in each language."""
    pages = ConferencePage.objects.filter(conference=conference_id)
    ids = [str(pk) for pk in pages.values_list("pk", flat=True)]
    entries_update(kind="conference", object_ids=ids)


def question_saved(
    instance: ConferenceQuestion, created: bool, update_fields: Any = None, **kwargs: Any
) -> None:
    """A question was published, taken down, merged or withdrawn. Votes and places aren't words."""
    is_news = update_fields is None or "state" in update_fields
    if is_news and not (created and instance.state == QuestionState.PENDING):
        reindex_later(instance.conference_id)


def answer_saved(instance: QuestionAnswer, **kwargs: Any) -> None:
    """An answer was given, changed or withdrawn."""
    reindex_later(instance.question.conference_id)


def reindex_later(conference_id: int) -> None:
    """After the verb: the index is no part of its locks, and a failure of the index is logged and
    doesn't undo what was said in public."""
    transaction.on_commit(partial(conference_reindex, conference_id), robust=True)
