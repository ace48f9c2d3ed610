"""Questions of the same conference that may ask the same."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from conferences.models import Conference, QuestionText
from conferences.states import QuestionState
from moderation.segments import Segment, segments_of
from search.stems import STOP_WORDS, normal, stems_of, words_of

COMPARED = 500
SHOWN = 3
# Two texts are alike when they share so many words, and so much of the shorter one.
WORDS_SHARED = 2
PART_SHARED = 0.4
SHORT = 3


@dataclass(frozen=True)
class Similar:
    """A published question beside the one being written."""

    number: int
    author: str
    language: str
    segments: tuple[Segment, ...]
    votes: int
    is_mine: bool


def similar_questions(conference: Conference, text: str, user: User) -> list[Similar]:
    """The published questions most like this text, the likest first. One query.

    Compared by the search's stems, weighted by how rare a word is here, so it works in Kazakh,
    Russian and English alike; the questions with most votes are looked at.
    """
    rows = QuestionText.objects.filter(
        withdrawn_at=None,
        question__conference=conference,
        question__state=QuestionState.PUBLISHED,
    ).select_related("question")
    texts = list(rows.order_by("-question__votes", "question_id")[:COMPARED])
    wanted = _stems(text)
    held = [(_stems(row.body), row) for row in texts]
    common = Counter(stem for stems, _row in held for stem in stems)
    scored = [(_likeness(wanted, stems, common), row) for stems, row in held]
    alike = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [_view(row, user) for _score, row in alike[:SHOWN]]


def _stems(text: str) -> frozenset[str]:
    plain = " ".join(
        word
        for _start, _end, word in words_of(normal(text))
        if len(word) > SHORT and word not in STOP_WORDS
    )
    return frozenset(stems_of(plain, "").split())


def _likeness(wanted: frozenset[str], held: frozenset[str], common: "Counter[str]") -> float:
    shared = wanted & held
    least = min(len(wanted), len(held))
    if len(shared) < min(WORDS_SHARED, least or 1) or len(shared) < PART_SHARED * least:
        return 0.0
    return sum(1 / common[stem] for stem in shared) + len(shared)


def _view(row: Any, user: User) -> Similar:
    question = row.question
    return Similar(
        number=question.number,
        author=question.author_public_name,
        language=row.language,
        segments=segments_of(row.body, row.cuts),
        votes=question.votes,
        is_mine=question.author_id == user.pk,
    )
