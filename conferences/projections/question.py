"""What a reader sees of a question: its words or a stone, answers, votes, and what they may do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conferences.hall.places import is_running
from conferences.links import application_numbers
from conferences.models import Conference, ConferenceQuestion, QuestionVote
from conferences.phases import is_late, takes_talk
from conferences.projections.recording import clock, recording_at
from conferences.states import Place, QuestionState
from core.audience import PUBLIC, Reader
from moderation.segments import Segment, segments_of

if TYPE_CHECKING:
    from conferences.projections.comment import TalkView

STONES = {
    QuestionState.WITHDRAWN: _("The author took this question back."),
    QuestionState.REFUSED: _("This question was taken down: it broke the rules."),
    QuestionState.PENDING: _("A moderator is looking at this question again."),
}


@dataclass(frozen=True)
class QuestionAnswerView:
    """A speaker's answer. ``time_mark`` are seconds into the recording, ``clock`` the same as
    ``1:02:03``, ``recording_url`` the recording at that moment."""

    person: str
    title: str
    language: str
    body: str
    answered_at: datetime
    time_mark: int | None = None
    clock: str = ""
    recording_url: str = ""
    has_left: bool = False


@dataclass(frozen=True)
class QuestionView:
    """A question. One that isn't public any more has no segments but a ``stone`` that says why.

    ``merged_into`` is the number of the question that stands for it, ``merged`` are the numbers of
    those joined to this one. ``place`` is told while the hall is at work. ``late``: an answer was
    promised, the day has passed, none is there. ``may_vote``: votes are taken and it isn't the
    reader's own. ``words`` is the version of its public words; ``note`` and ``ground`` are for its
    author alone.
    """

    id: str
    pk: int
    number: int
    author: str
    language: str
    asked_at: datetime
    votes: int
    segments: tuple[Segment, ...]
    answers: tuple[QuestionAnswerView, ...]
    comments: int = 0
    state: str = QuestionState.PUBLISHED
    place: str = Place.QUEUE
    merged_into: int | None = None
    merged: tuple[int, ...] = ()
    is_mine: bool = False
    has_voted: bool = False
    may_vote: bool = False
    promised: bool = False
    late: bool = False
    application_number: str = ""
    path: str = ""
    words: int = 0
    stone: str | Promise = ""
    ground: str = ""
    note: str = ""
    talk: "TalkView | None" = None

    @property
    def text(self) -> str:
        """The plain words; a gap reads ``[…]``."""
        return "".join("[…]" if piece.is_gap else piece.text for piece in self.segments)

    @property
    def is_public(self) -> bool:
        """Stands in the list of the conference."""
        return self.state == QuestionState.PUBLISHED

    @property
    def place_label(self) -> str:
        """Where it stands in the hall, in words; nothing while it only waits in the queue."""
        return "" if self.place == Place.QUEUE else str(Place(self.place).label)


@dataclass(frozen=True)
class Known:
    """What is asked of the database once for all questions of a page."""

    reader: Reader = PUBLIC
    conference: Conference | None = None
    talks_now: bool = False
    hall_runs: bool = True
    is_late: bool = False
    voted: frozenset[int] = frozenset()
    promised: frozenset[int] = frozenset()
    applications: Mapping[int, str] = field(default_factory=dict)
    talks: Mapping[int, "TalkView"] = field(default_factory=dict)


def question_views(
    rows: Sequence[ConferenceQuestion], reader: Reader, conference: Conference, now: datetime
) -> list[QuestionView]:
    """Questions from ``selectors.question_list`` for this reader; the number of queries is the
    same for one and for many."""
    known = known_of(rows, reader, conference, now)
    return [question_of(row, known) for row in rows]


def known_of(
    rows: Sequence[ConferenceQuestion], reader: Reader, conference: Conference, now: datetime
) -> Known:
    """What this reader's page needs besides the questions."""
    from conferences.projections.comment import talk_views
    from conferences.promises import promised_ids

    ids = [row.pk for row in rows]
    return Known(
        reader=reader,
        conference=conference,
        talks_now=takes_talk(conference, now),
        hall_runs=is_running(conference, now),
        is_late=is_late(conference, now),
        voted=_voted(ids, reader),
        promised=promised_ids(conference, now),
        applications=application_numbers(ids, reader),
        talks=talk_views(rows, reader=reader, conference=conference, now=now),
    )


def question_of(question: Any, known: Known | None = None) -> QuestionView:
    """One question with its prefetched words and answers; ``known`` tells of the reader."""
    known = known or Known()
    is_mine = known.reader.is_person(question.author_id)
    language, segments = _words(question, is_mine)
    answers = tuple(_answer(row, known) for row in question.answers.all())
    is_public = question.state == QuestionState.PUBLISHED
    promised = question.pk in known.promised
    return QuestionView(
        id=str(question.public_id),
        pk=question.pk,
        number=question.number,
        author=question.author_public_name if segments else "",
        language=language,
        asked_at=question.asked_at,
        votes=question.votes,
        segments=segments,
        answers=answers,
        comments=question.comments,
        state=question.state,
        place=question.place if known.hall_runs else Place.QUEUE,
        merged_into=question.merged_into.number if question.merged_into_id else None,
        merged=tuple(row.number for row in getattr(question, "joined", ())),
        is_mine=is_mine,
        has_voted=question.pk in known.voted,
        may_vote=is_public and known.talks_now and not is_mine,
        promised=promised,
        late=promised and known.is_late and not answers,
        application_number=known.applications.get(question.pk, ""),
        path=_path(question, known),
        words=question.current_texts[0].version if question.current_texts else 0,
        stone=_stone(question),
        **_for_author(question, is_mine),
        talk=known.talks.get(question.pk),
    )


def _words(question: Any, is_mine: bool) -> tuple[str, tuple[Segment, ...]]:
    """The public words; to the author of one that isn't public, their own."""
    if question.current_texts and question.state in (
        QuestionState.PUBLISHED,
        QuestionState.MERGED,
    ):
        text = question.current_texts[0]
        return text.language, segments_of(text.body, text.cuts)
    if is_mine and question.original:
        return question.language, (Segment(text=str(question.original)),)
    return question.language, ()


def _stone(question: Any) -> str | Promise:
    """Why the public doesn't read it any more. One that never was public has no stone."""
    if question.published_at is None:
        return ""
    ground = question.refusal_ground if question.state == QuestionState.REFUSED else None
    if ground is not None and ground.is_public:
        return _("This question was taken down. The ground: %(ground)s.") % {
            "ground": ground.localized("title")
        }
    return STONES.get(question.state, "")


def _for_author(question: Any, is_mine: bool) -> dict[str, str]:
    if not is_mine or question.state != QuestionState.REFUSED:
        return {}
    ground = question.refusal_ground
    return {
        "ground": ground.localized("title") if ground else "",
        "note": str(question.refusal_note or ""),
    }


def _answer(answer: Any, known: Known) -> QuestionAnswerView:
    speaker, mark = answer.speaker, answer.time_mark
    recording = known.conference.recording_url if known.conference else ""
    return QuestionAnswerView(
        person=speaker.localized("person") if speaker else "",
        title=speaker.localized("title") if speaker else "",
        language=answer.language,
        body=answer.body,
        answered_at=answer.answered_at,
        time_mark=mark,
        clock=clock(mark),
        recording_url=recording_at(recording, mark),
        has_left=bool(speaker and speaker.left_at),
    )


def _path(question: Any, known: Known) -> str:
    if known.conference is None:
        return ""
    return reverse("conference_question", args=[known.conference.key, question.number])


def _voted(ids: Collection[int], reader: Reader) -> frozenset[int]:
    if reader.user_id is None:
        return frozenset()
    rows = QuestionVote.objects.filter(voter=reader.user_id, question__in=ids)
    return frozenset(rows.values_list("question_id", flat=True))
