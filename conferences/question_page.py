"""The page of one question: whole with its talk, or a stone that says why it isn't there."""

from dataclasses import replace
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.readers import reader_of
from conferences.asking.view import own_view
from conferences.conference_page import live_of
from conferences.live import live_token
from conferences.models import Conference, ConferenceQuestion
from conferences.projections import QuestionView, card_of
from conferences.projections.comment import Bound, talk_page
from conferences.projections.question import known_of, question_of
from conferences.selectors import conference_get, question_get
from conferences.states import QuestionState
from core.audience import Reader

# Comments stand under a question as long as its words do.
WITH_TALK = (QuestionState.PUBLISHED, QuestionState.MERGED)


@require_safe
def question_detail(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """``/<language>/conferences/<key>/questions/<number>/``."""
    return question_page(request, key, number)


def question_page(
    request: HttpRequest,
    key: str,
    number: int,
    *,
    bound: Bound | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with what was typed into one of its forms. 404 for what was never public, except
    to its author."""
    since, now, reader = live_token(), timezone.now(), reader_of(request)
    conference = _conference(key, now)
    row = _readable(conference, number, reader)
    cursor = request.GET.get("cursor", "")[:400]
    view = _whole(row, conference, reader, now, cursor, bound)
    context = {
        "conference": card_of(conference, now),
        "question": view,
        "own": own_view(row, reader),
        "live": live_of(conference, since, now) if view.is_public else None,
    }
    return render(request, "pages/conferences/question.html", context, status=status)


def _conference(key: str, now: datetime) -> Conference:
    try:
        return conference_get(key, now)
    except Conference.DoesNotExist:
        raise Http404 from None


def _readable(conference: Conference, number: int, reader: Reader) -> ConferenceQuestion:
    """Whatever a link may have led to; never public: its author's alone."""
    row = question_get(conference, number) if number < 2**31 else None
    if row is None or (row.published_at is None and not reader.is_person(row.author_id)):
        raise Http404
    return row


def _whole(
    row: ConferenceQuestion,
    conference: Conference,
    reader: Reader,
    now: datetime,
    cursor: str,
    bound: Bound | None,
) -> QuestionView:
    view = question_of(row, known_of([row], reader, conference, now))
    if row.state not in WITH_TALK:
        return replace(view, talk=None)
    talk = talk_page(row, reader=reader, conference=conference, now=now, cursor=cursor, bound=bound)
    return replace(view, talk=talk)
