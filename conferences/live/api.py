"""The documented address that watchers ask."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from ninja import Query, Router, Schema
from pydantic import Field

from conferences.live.answers import live_answer
from conferences.phases import Phase
from conferences.states import Place, QuestionState, QueueOrder
from core.api import Problem

router = Router(tags=["conferences"])


class LiveQuestion(Schema):
    """A question that is public or once was."""

    number: int
    id: str
    votes: int
    comments: int = Field(description="Public ones")
    state: QuestionState = Field(description="Only published ones stand on the page")
    place: Place = Field(description="Where it stands in the hall")
    answers: int = Field(description="Written answers")
    words: int | None = Field(description="Version of its words; none while there are none")
    merged_into: int | None = Field(description="Number of the question that stands for it")


class LiveDocument(Schema):
    """How a conference stands, at most a second ago."""

    key: str
    phase: Phase
    next_phase: Phase | None
    next_at: datetime | None
    queue_order: QueueOrder = Field(description="How the hall sorts the queue")
    frozen_at: datetime | None = Field(description="The hall holds the order of that moment")
    broadcast: str
    recording: str
    now: datetime = Field(description="The server's clock")
    since: str = Field(description="Ask with this next time")
    whole: bool = Field(description="All questions are here, not only changed ones")
    questions: list[LiveQuestion]


@router.get(
    "/conferences/{key}/live",
    response={200: LiveDocument, 304: None, 404: Problem},
    summary="What changed at a conference; made to be asked every five seconds",
    url_name="conference_live",
)
def conference_live(
    request: HttpRequest,
    key: str,
    since: str = Query("", description="`since` of the last answer; without it, everything"),
) -> Any:
    """Send the last `ETag` as `If-None-Match`: 304 says that nothing has changed. Changed questions
    may come twice, never not at all. Words and answers are at the question's own address."""
    answer = live_answer(request, key)
    if answer is None:
        raise LookupError(key)
    return answer
