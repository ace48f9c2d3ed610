"""Questions of a conference and the talk about them, as everybody reads them."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from ninja import Query, Router

from conferences.after.minutes import SEALED
from conferences.api.reads import public_conference
from conferences.api.schemas import (
    CommentPageDocument,
    CommentPaging,
    QuestionItem,
    QuestionPageDocument,
    ReplyItem,
)
from conferences.models import Conference, ConferenceQuestion
from conferences.phases import is_late
from conferences.projections import QuestionView, question_of
from conferences.projections.comment import CommentView, May, comment_view
from conferences.projections.question import Known
from conferences.promises import promised_ids
from conferences.selectors import QUESTIONS_BY_VOTES, question_list, question_public
from conferences.selectors.comments import comments_page
from core.api import Paging, Problem, page_document
from core.audience import PUBLIC
from core.keyset import BadCursor, page_of

router = Router(tags=["conferences"])
NOBODY = May(PUBLIC, takes_part=False, runs=False)


@router.get(
    "/conferences/{key}/questions",
    response={200: QuestionPageDocument, 404: Problem, 422: Problem},
    summary="Published questions with their answers, most votes first",
)
def conference_questions_document(request: HttpRequest, key: str, paging: Query[Paging]) -> Any:
    """Texts stay in their own languages."""
    now = timezone.now()
    conference = public_conference(key, now)
    page = page_of(
        question_list(conference).defer(*SEALED),
        keys=QUESTIONS_BY_VOTES,
        cursor=paging.cursor,
        limit=paging.limit,
    )
    known = _known(conference, now)
    return page_document(page, [_question(question_of(row, known)) for row in page.rows])


@router.get(
    "/conferences/{key}/questions/{int:number}",
    response={200: QuestionItem, 404: Problem},
    summary="One question by its number, also one that was merged or taken back",
)
def conference_question_document(request: HttpRequest, key: str, number: int) -> Any:
    """One that never was public is nothing."""
    now = timezone.now()
    conference = public_conference(key, now)
    view = question_of(_row(conference, number), _known(conference, now))
    return _question(view)


@router.get(
    "/conferences/{key}/questions/{int:number}/comments",
    response={200: CommentPageDocument, 404: Problem, 422: Problem},
    summary="Public comments of a question with their replies, oldest first",
)
def conference_comments_document(
    request: HttpRequest, key: str, number: int, paging: Query[CommentPaging]
) -> Any:
    """Thirty threads a page."""
    question = _row(public_conference(key), number)
    try:
        rows, page = comments_page(question.pk, PUBLIC, paging.cursor)
    except Http404:
        raise BadCursor from None
    return page_document(page, [_comment(comment_view(row, rows, NOBODY)) for row in rows.threads])


def _row(conference: Conference, number: int) -> ConferenceQuestion:
    question = question_public(conference, number)
    if question is None:
        raise LookupError(number)
    return question


def _known(conference: Conference, now: datetime) -> Known:
    return Known(
        conference=conference,
        is_late=is_late(conference, now),
        promised=promised_ids(conference, now),
    )


def _question(question: QuestionView) -> dict[str, Any]:
    plain = set(QuestionItem.model_fields) - {"answers", "merged", "stone", "url"}
    return {
        **{name: getattr(question, name) for name in plain},
        "merged": list(question.merged),
        "stone": str(question.stone),
        "url": question.path,
        "answers": [
            {
                "person": row.person,
                "title": row.title,
                "language": row.language,
                "text": row.body,
                "answered_at": row.answered_at,
                "time_mark": row.time_mark,
                "recording_url": row.recording_url,
            }
            for row in (question.answers if question.segments else ())
        ],
    }


def _comment(comment: CommentView) -> dict[str, Any]:
    return {**_reply(comment), "replies": [_reply(row) for row in comment.replies]}


def _reply(comment: CommentView) -> dict[str, Any]:
    plain = set(ReplyItem.model_fields) - {"stone"}
    return {
        **{name: getattr(comment, name) for name in plain},
        "stone": str(comment.stone),
    }
