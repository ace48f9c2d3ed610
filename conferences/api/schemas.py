"""The documents of conferences, field by field."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from conferences.phases import Phase, Tab
from conferences.states import Place, QuestionState
from core.api import Paging
from core.keyset import CURSOR_LENGTH


class ConferenceFilters(Paging):
    """Filters of the list; all of them narrow it."""

    tab: Tab | None = Field(None, description="active, upcoming or past")
    agency: str = Field("", max_length=60, description="Key of an agency")
    q: str = Field("", max_length=200, description="Words of the conference, in any language")
    year: int | None = Field(None, ge=1990, le=2999, description="Year of the opening")
    answered: bool = Field(False, description="Only those with a written answer")


class CommentPaging(Schema):
    """Query of comments. ``cursor`` comes from ``next`` or ``previous`` of an earlier answer."""

    cursor: str = Field("", max_length=CURSOR_LENGTH)


class SpeakerItem(Schema):
    """Who answers; ``has_left`` says that they take part no more."""

    person: str
    title: str
    has_left: bool


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
    recording_url: str
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


class PromiseItem(Schema):
    """Answers that were promised: to the questions with the most votes when questions closed."""

    most: int = Field(description="So many questions at most get a written answer")
    promised: int
    answered: int
    answered_in_time: int
    due_at: datetime
    late: bool = Field(description="The day has passed and an answer is missing")
    late_days: int


class FiguresItem(Schema):
    """What stands in public now."""

    questions: int = Field(description="Published questions")
    merged: int = Field(description="Questions merged into others")
    answers: int
    comments: int
    votes: int
    participants: int = Field(description="People who asked, commented or voted, each once")


class DocumentItem(Schema):
    """A document of the conference."""

    title: str
    url: str


class TimeChangeItem(Schema):
    """A time that was moved after the announcement."""

    at: datetime
    field: str
    old: datetime | None
    new: datetime | None


class ConferenceDetail(ConferenceItem):
    """One conference with everything its page says."""

    demands_signature: bool = Field(description="Questions are signed")
    takes_questions: bool
    takes_talk: bool = Field(description="Comments and votes are taken now")
    broadcast_player: str = Field(description="What the page embeds of the broadcast, or nothing")
    recording_player: str = Field(description="What the page embeds of the recording, or nothing")
    documents: list[DocumentItem]
    promise: PromiseItem
    figures: FiguresItem | None
    summary_late: bool
    time_changes: list[TimeChangeItem]
    minutes_url: str = Field(description="Empty while questions may still come")
    calendar_url: str


class QuestionAnswerItem(Schema):
    """A speaker's answer; ``time_mark`` are seconds from the beginning of the recording."""

    person: str
    title: str
    language: str
    text: str
    answered_at: datetime
    time_mark: int | None
    recording_url: str


class QuestionItem(Schema):
    """A question. One that is public no more has no text but a ``stone`` that says why."""

    id: str
    number: int
    author: str = Field(description="As the author wants the name to show; may be empty")
    language: str
    asked_at: datetime
    votes: int
    comments: int = Field(description="Public comments")
    state: QuestionState
    place: Place = Field(description="Where it stands in the hall")
    promised: bool
    late: bool = Field(description="Promised, the day has passed, no answer is there")
    merged_into: int | None = Field(description="Number of the question that stands for it")
    merged: list[int] = Field(description="Numbers of questions merged into this one")
    text: str
    stone: str
    answers: list[QuestionAnswerItem]
    url: str


class QuestionPageDocument(Schema):
    """One page of questions."""

    items: list[QuestionItem]
    next: str | None
    previous: str | None


class ReplyItem(Schema):
    """A comment. A hidden one has no text but a ``stone`` that says why."""

    id: str
    author: str
    language: str
    written_at: datetime
    text: str
    stone: str


class CommentItem(ReplyItem):
    """A comment with its replies."""

    replies: list[ReplyItem]


class CommentPageDocument(Schema):
    """One page of comments, oldest first."""

    items: list[CommentItem]
    next: str | None
    previous: str | None
