"""Internet conferences for other programs: the same selectors and projections as the pages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from ninja import Query, Router, Schema
from pydantic import Field

from conferences.models import Conference
from conferences.phases import Phase, Tab
from conferences.projections import ConferenceCard, QuestionView, card_of, question_of
from conferences.selectors import (
    QUESTIONS_BY_VOTES,
    conference_get,
    conference_list,
    keys_of,
    question_list,
)
from core.api import Paging, Problem, page_document
from core.keyset import page_of

router = Router(tags=["conferences"])


class ConferenceFilters(Paging):
    """Filters of the list; all of them narrow it."""

    tab: Tab | None = Field(None, description="active, upcoming or past")
    agency: str = Field("", max_length=60, description="Key of an agency")


class SpeakerItem(Schema):
    """Who answers."""

    person: str
    title: str


class ConferenceItem(Schema):
    """An internet conference. Its phase follows the clock."""

    key: str
    theme: str
    agency: str
    agency_name: str
    phase: Phase
    announced_at: datetime
    opens_at: datetime
    closes_at: datetime
    answers_from_at: datetime
    answers_due_at: datetime
    summary_due_at: datetime
    summary_published_at: datetime | None
    archived_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    stream_url: str
    speakers: list[SpeakerItem]
    questions: int = Field(description="Published questions")
    next_phase: Phase | None
    next_at: datetime | None
    url: str


class ConferencePageDocument(Schema):
    """One page of conferences."""

    items: list[ConferenceItem]
    next: str | None
    previous: str | None


class QuestionAnswerItem(Schema):
    """A speaker's answer."""

    person: str
    title: str
    language: str
    text: str
    answered_at: datetime


class QuestionItem(Schema):
    """A published question."""

    id: str
    number: int
    author: str = Field(description="As the author wants the name to show; may be empty")
    language: str
    asked_at: datetime
    votes: int
    text: str
    answers: list[QuestionAnswerItem]


class QuestionPageDocument(Schema):
    """One page of questions."""

    items: list[QuestionItem]
    next: str | None
    previous: str | None


@router.get(
    "/conferences",
    response={200: ConferencePageDocument, 422: Problem},
    summary="Internet conferences, newest first; upcoming ones by their opening",
)
def conferences_document(request: HttpRequest, filters: Query[ConferenceFilters]) -> Any:
    """Announced ones only."""
    page = page_of(
        conference_list(tab=filters.tab, agency_key=filters.agency),
        keys=keys_of(filters.tab),
        cursor=filters.cursor,
        limit=filters.limit,
    )
    return page_document(page, [_item(card_of(row)) for row in page.rows])


@router.get(
    "/conferences/{key}",
    response={200: ConferenceItem, 404: Problem},
    summary="One internet conference",
)
def conference_document(request: HttpRequest, key: str) -> Any:
    """By its key."""
    return _item(card_of(_public(key)))


@router.get(
    "/conferences/{key}/questions",
    response={200: QuestionPageDocument, 404: Problem, 422: Problem},
    summary="Published questions with their answers, most votes first",
)
def conference_questions_document(request: HttpRequest, key: str, paging: Query[Paging]) -> Any:
    """Texts stay in their own languages."""
    page = page_of(
        question_list(_public(key)),
        keys=QUESTIONS_BY_VOTES,
        cursor=paging.cursor,
        limit=paging.limit,
    )
    return page_document(page, [_question(question_of(row)) for row in page.rows])


def _public(key: str) -> Conference:
    try:
        return conference_get(key)
    except Conference.DoesNotExist:
        raise LookupError(key) from None


def _item(card: ConferenceCard) -> dict[str, Any]:
    plain = set(ConferenceItem.model_fields) - {"agency", "agency_name", "speakers"}
    return {
        **{name: getattr(card, name) for name in plain},
        "agency": card.agency_key,
        "agency_name": card.agency,
        "speakers": [{"person": row.person, "title": row.title} for row in card.speakers],
    }


def _question(question: QuestionView) -> dict[str, Any]:
    plain = ("id", "number", "author", "language", "asked_at", "votes", "text")
    answers = [
        {
            "person": row.person,
            "title": row.title,
            "language": row.language,
            "text": row.body,
            "answered_at": row.answered_at,
        }
        for row in question.answers
    ]
    return {**{name: getattr(question, name) for name in plain}, "answers": answers}
