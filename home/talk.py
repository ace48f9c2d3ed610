"""The part of the personal account about conferences: my questions, my votes, my comments. The
newest stand on its first page, all of them on pages of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator

from conferences.models import Comment, ConferenceQuestion, QuestionVote
from conferences.selectors.own import own_comments, own_questions, own_votes
from conferences.services.questions import own_words
from conferences.states import CommentState, QuestionState
from core.audience import Reader
from core.keyset import Page, count_up_to
from core.listing import public_page
from home.questions import application_numbers
from moderation.segments import segments_of

SHOWN = 5
ON_A_PAGE = 20
EXCERPT = 140
SHOWN_TO_ALL = (QuestionState.PUBLISHED, QuestionState.MERGED)


@dataclass(frozen=True)
class Said:
    """One line: the first words, where it leads, where it stands. ``text`` is empty when the
    public doesn't read a question any more that the person voted for."""

    number: int
    theme: str
    text: str
    language: str
    url: str
    at: datetime
    state: str = ""
    label: str | Promise = ""
    answers: int = 0
    votes: int = 0
    merged_into: int | None = None
    application: str = ""


@dataclass(frozen=True)
class Part:
    """The newest lines, and how many there are ("1000+" for very many)."""

    rows: tuple[Said, ...]
    has_more: bool
    count: str


@dataclass(frozen=True)
class OwnTalk:
    """Everything of one person at conferences."""

    questions: Part
    votes: Part
    comments: Part

    @property
    def is_empty(self) -> bool:
        """Nothing asked, voted for or written."""
        return not (self.questions.rows or self.votes.rows or self.comments.rows)


def own_talk(user_id: UUID) -> OwnTalk:
    """What this person did at conferences; the same number of queries however much it is."""
    return OwnTalk(*(_newest(kind, user_id) for kind in KINDS))


def own_page(kind: str, user_id: UUID, cursor: str) -> tuple[list[Said], Page]:
    """One page of all lines of a kind. A made-up cursor is a made-up address."""
    rows, keys, lines = KINDS[kind]
    page = public_page(rows(user_id), keys=keys, cursor=cursor, limit=ON_A_PAGE)
    return lines(page.rows, user_id), page


def _newest(kind: str, user_id: UUID) -> Part:
    rows, _keys, lines = KINDS[kind]
    count, more = count_up_to(rows(user_id))
    newest = lines(list(rows(user_id)[:SHOWN]), user_id)
    return Part(tuple(newest), count > SHOWN, f"{count}+" if more else str(count))


def _all_asked(rows: Sequence[ConferenceQuestion], user_id: UUID) -> list[Said]:
    numbers = application_numbers([row.pk for row in rows], Reader(user_id=user_id))
    return [_asked(row, numbers) for row in rows]


def _all_voted(rows: Sequence[QuestionVote], user_id: UUID) -> list[Said]:
    return [_voted(row) for row in rows]


def _all_written(rows: Sequence[Comment], user_id: UUID) -> list[Said]:
    return [_written(row) for row in rows]


def _asked(question: ConferenceQuestion, numbers: dict[int, str]) -> Said:
    state = QuestionState(question.state)
    return Said(
        **_place(question),
        text=_short(own_words(question)),
        at=question.asked_at,
        state=state.value,
        label=state.label,
        answers=getattr(question, "answer_count", 0),
        votes=question.votes,
        merged_into=question.merged_into.number if question.merged_into else None,
        application=numbers.get(question.pk, ""),
    )


def _voted(vote: QuestionVote) -> Said:
    question: Any = vote.question
    text = ""
    if question.state in SHOWN_TO_ALL and question.current_texts:
        current = question.current_texts[0]
        pieces = segments_of(current.body, current.cuts)
        text = "".join("[…]" if piece.is_gap else piece.text for piece in pieces)
    return Said(**_place(question), text=_short(text), at=vote.voted_at, votes=question.votes)


def _written(comment: Comment) -> Said:
    state = CommentState(comment.state)
    place = _place(comment.question) | {"language": comment.language}
    place["url"] += f"#comment-{comment.public_id}"
    return Said(
        **place,
        text=_short(str(comment.original)),
        at=comment.written_at,
        state=state.value,
        label=state.label,
    )


def _place(question: ConferenceQuestion) -> dict[str, Any]:
    conference = question.conference
    return {
        "number": question.number,
        "theme": conference.localized("theme"),
        "language": question.language,
        "url": reverse("conference_question", args=[conference.key, question.number]),
    }


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(EXCERPT)


# What is read, in which order it is paged, how it is told.
KINDS: dict[str, tuple[Callable[[UUID], Any], tuple[str, ...], Callable[..., list[Said]]]] = {
    "questions": (own_questions, ("-asked_at", "-id"), _all_asked),
    "votes": (own_votes, ("-voted_at", "-id"), _all_voted),
    "comments": (own_comments, ("-id",), _all_written),
}
