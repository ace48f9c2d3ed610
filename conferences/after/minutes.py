"""The minutes of a conference: one document, from what the public reads and from nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import get_language

import nh3

from conferences.after.view import (
    WITH_MINUTES,
    minutes_downloads,
    minutes_url,
    summary_is_published,
)
from conferences.models import Conference, ConferenceQuestion, QuestionText
from conferences.phases import Phase, phase_of
from conferences.projections import ConferenceCard, QuestionView, card_of, question_of
from conferences.projections.question import Known
from conferences.promises import Promise, promise_state
from conferences.selectors import conference_get, question_list
from conferences.selectors.figures import Figures, figures_of
from conferences.states import QuestionState
from core.context import section_url
from core.localized import ORDER
from search.pages import stream_words

TAGS = {"p", "br", "h2", "h3", "h4", "ul", "ol", "li", "strong", "b", "em", "i", "blockquote", "a"}
# What no public document has to decrypt.
SEALED = ("original", "extra", "refusal_note")
SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(frozen=True)
class MinutesEntry:
    """A question in the minutes; ``merged`` are the numbers of questions merged into it."""

    question: QuestionView
    merged: tuple[int, ...]


@dataclass(frozen=True)
class Minutes:
    """Everything that stands in the minutes. Of a cancelled conference: that it was cancelled."""

    conference: ConferenceCard
    language: str
    made_at: datetime
    address: str
    summary_html: str
    summary_text: str
    entries: tuple[MinutesEntry, ...]
    merged: tuple[tuple[int, int], ...]
    figures: Figures | None
    promise: Promise

    @property
    def index_url(self) -> str:
        """The list of conferences."""
        return section_url("conferences", self.language)

    @property
    def downloads(self) -> tuple[tuple[str, str], ...]:
        """Kinds of file with their addresses."""
        return minutes_downloads(minutes_url(self.conference.key))

    @property
    def is_cancelled(self) -> bool:
        """There is nothing but dates and the reason."""
        return self.conference.phase == Phase.CANCELLED


def minutes_of(key: str, now: datetime | None = None) -> Minutes | None:
    """The minutes in the reader's language; None while questions may still come.

    Raises ``Conference.DoesNotExist`` for a conference the public doesn't know.
    """
    moment = now or timezone.now()
    conference = conference_get(key, moment)
    if phase_of(conference, moment) not in WITH_MINUTES:
        return None
    card = card_of(conference, moment)
    promise = promise_state(conference, moment)
    is_cancelled = card.phase == Phase.CANCELLED
    merged = () if is_cancelled else _merged(conference)
    summary = _summary(conference, moment)
    return Minutes(
        conference=card,
        language=_language(),
        made_at=moment,
        address=f"{settings.SITE_URL}{card.url}",
        summary_html=_clean(str(summary)) if summary else "",
        summary_text="\n\n".join(stream_words(summary)) if summary else "",
        entries=() if is_cancelled else _entries(conference, promise, merged),
        merged=merged,
        figures=None if is_cancelled else figures_of(conference),
        promise=promise,
    )


def _entries(
    conference: Conference, promise: Promise, merged: tuple[tuple[int, int], ...]
) -> tuple[MinutesEntry, ...]:
    known = Known(conference=conference, promised=promise.ids)
    rows = question_list(conference).defer(*SEALED).order_by("number")
    views = [question_of(row, known) for row in rows]
    return tuple(
        MinutesEntry(
            question=view,
            merged=tuple(number for number, into in merged if into == view.number),
        )
        for view in views
    )


def _merged(conference: Conference) -> tuple[tuple[int, int], ...]:
    """Numbers of public questions that were merged, each with the number it was merged into."""
    in_force = QuestionText.objects.filter(question=OuterRef("pk"), withdrawn_at=None)
    rows = ConferenceQuestion.objects.filter(
        Exists(in_force), conference=conference, state=QuestionState.MERGED
    )
    return tuple(rows.order_by("number").values_list("number", "merged_into__number"))


def _summary(conference: Any, now: datetime) -> Any:
    """The summary of the page in the reader's language, once it is the public's."""
    if not summary_is_published(conference, now):
        return None
    faces = {face.face_language: face for face in conference.faces}
    wanted = (_language(), *ORDER)
    return next((faces[code].summary for code in wanted if code in faces), None)


def _language() -> str:
    return (get_language() or ORDER[0])[:2]


def _clean(html: str) -> str:
    """Words and their order without pictures or scripts; links lead to the portal from anywhere."""

    def whole(tag: str, attribute: str, value: str) -> str | None:
        return f"{settings.SITE_URL}{value}" if value.startswith("/") else value

    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=whole,
        url_schemes=SCHEMES,
    )
