"""All detectors over one text. Screening queues and marks; it never refuses."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.text import Mark, mask
from moderation.screening.capitals import find_capitals
from moderation.screening.folding import fold, joined_of, tokens_of
from moderation.screening.listed import find_listed
from moderation.screening.lists import Lists, lists_now
from moderation.screening.marks import MOST, ScreenMark, gaps
from moderation.screening.personal import find_private
from moderation.screening.topics import find_topic
from moderation.screening.unreadable import find_unreadable
from moderation.wording import GAP, Wording, take_out


@dataclass(frozen=True)
class Screened:
    """The wording proposed to the public and what was found, in characters of the original."""

    wording: Wording
    marks: list[dict[str, Any]]


def screen(
    subject: str, body: str, language: str = "", *, topic: str = "", lists: Lists | None = None
) -> Screened:
    """Mask personal data and obscene words. In the body each gap has its ground; a subject holds
    no cuts. ``topic``: the key of the one the author chose. Spelling is for the worker, later.
    """
    lists = lists or lists_now()
    marks = screen_marks(body, language, topic=topic, lists=lists)
    hidden = hide(subject, screen_marks(subject, language, lists=lists), cover=GAP)
    return Screened(take_out(hidden, body, gaps(marks)), [mark.as_dict() for mark in marks])


def screen_marks(
    text: str, language: str = "", *, topic: str = "", lists: Lists | None = None
) -> list[ScreenMark]:
    """What is found in a text, in order of place. Never raises, whatever the text.

    ``language``: told to the spelling only, which is looked at apart; words of all three languages
    are looked for in every text, for people mix them.
    """
    lists = lists or lists_now()
    folded = fold(text)
    tokens = tokens_of(folded)
    marks = [*find_private(text, lists)]
    marks += find_listed(folded, tokens, list(joined_of(folded, tokens)), lists)
    marks += find_unreadable(text, folded, tokens)
    marks += find_capitals(text, lists)
    if topic:
        marks += find_topic(folded, tokens, lists, topic)
    return tidy(explained(marks))


def tidy(marks: Iterable[ScreenMark]) -> list[ScreenMark]:
    """In order; of two marks of one class over one place the surer, then the longer one stays."""
    kept: list[ScreenMark] = []
    last: dict[str, int] = {}
    for mark in sorted(marks, key=lambda one: (one.start, -one.end, -one.score)):
        before = last.get(mark.class_)
        if before is None or mark.start >= kept[before].end:
            last[mark.class_] = len(kept)
            kept.append(mark)
        elif mark.score > kept[before].score and mark.end >= kept[before].end:
            kept[before] = mark
    return sorted(_most(kept))


# What a surer class over the same place explains: a name in capitals, a stretched obscene word.
EXPLAINED = {"shouting": "person", "unreadable": "obscene", "abbreviation": "obscene"}


def explained(marks: Iterable[ScreenMark]) -> list[ScreenMark]:
    """The marks without those that lie inside a mark of the class that explains them."""
    marks = list(marks)
    covers: dict[str, set[int]] = {}
    for mark in marks:
        if mark.class_ in EXPLAINED.values():
            covers.setdefault(mark.class_, set()).update(range(mark.start, mark.end))
    return [
        mark
        for mark in marks
        if not (cover := covers.get(EXPLAINED.get(mark.class_, "")))
        or not {mark.start, mark.end - 1} <= cover
    ]


def _most(marks: list[ScreenMark]) -> list[ScreenMark]:
    """What leaves the public wording is never dropped; of the rest, as many as people can read."""
    masked = [mark for mark in marks if mark.ground]
    return masked + [mark for mark in marks if not mark.ground][:MOST]


def hide(text: str, marks: Iterable[ScreenMark], cover: str = GAP) -> str:
    """The text with what must not be public covered."""
    return mask(text, [Mark(cut["ground"], cut["start"], cut["end"]) for cut in gaps(marks)], cover)
