"""Which words of a public text are the signed ones.

A moderator takes words out, and sometimes writes others. The public copy doesn't know where its
words stood in the original, so they are laid beside the signed words here. Only words that stand
in the public copy are ever found; everything else stays closed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from core.registry import ShownPiece
from signing.commitment import WORD

GAP = "[…]"
# Beyond this, words between the first and the last change count as changed: comparing costs too
# much. Moderators seldom write anew.
PRODUCT = 250_000


@dataclass(frozen=True)
class Token:
    """A word of a public text, or what holds a gap: a word with its end taken out is a gap too."""

    word: str
    gap: ShownPiece | None = None


@dataclass
class Aligned:
    """Signed words beside public ones, both by index.

    ``open``: signed word -> the public word it is. ``masked``: signed word -> the gap it fell
    into. ``rewritten``: signed words that were written anew. ``corrected``: public words nobody
    signed.
    """

    open: dict[int, int] = field(default_factory=dict)
    masked: dict[int, ShownPiece] = field(default_factory=dict)
    rewritten: set[int] = field(default_factory=set)
    corrected: set[int] = field(default_factory=set)

    @property
    def is_corrected(self) -> bool:
        """The public text has other words than the signed one, beside its gaps."""
        return bool(self.corrected or self.rewritten)


def tokens_of(pieces: Iterable[ShownPiece]) -> list[Token]:
    """The words of a public text with their gaps."""
    text, gaps = "", []
    for piece in pieces:
        shown = GAP if piece.ground else piece.text
        if piece.ground:
            gaps.append((len(text), len(text) + len(shown), piece))
        text += shown
    return [
        Token(found[0], next((gap for start, end, gap in gaps if _meet(found, start, end)), None))
        for found in WORD.finditer(text)
    ]


def align(signed: list[str], shown: Sequence[Token]) -> Aligned:
    """Lay public words beside the signed ones: exactly where there are only gaps, else by the
    longest common parts."""
    return _by_gaps(signed, shown) or _by_parts(signed, shown)


def _meet(found: re.Match[str], start: int, end: int) -> bool:
    return found.start() < end and start < found.end()


def _by_gaps(signed: list[str], shown: Sequence[Token]) -> Aligned | None:
    """Runs of words with gaps between them; each gap stands for one signed word at least. None
    when they don't fit."""
    aligned, at, start = Aligned(), 0, 0
    gaps: list[ShownPiece] = []
    while True:
        end = _end_of_run(shown, start)
        run = [token.word for token in shown[start:end]]
        place = _place(signed, run, at, len(gaps), is_last=end == len(shown))
        if place is None:
            return None
        aligned.masked.update(_spread(range(at, place), gaps))
        aligned.open.update({place + offset: start + offset for offset in range(len(run))})
        if end == len(shown):
            return aligned
        at, start, gaps = place + len(run), end, []
        while start < len(shown) and (gap := shown[start].gap) is not None:
            gaps.append(gap)
            start += 1


def _end_of_run(shown: Sequence[Token], start: int) -> int:
    ends = (index for index in range(start, len(shown)) if shown[index].gap is not None)
    return next(ends, len(shown))


def _spread(old: range, gaps: Sequence[ShownPiece]) -> dict[int, ShownPiece]:
    """Gaps in a row share the words between them: the last one takes what is left."""
    return {index: gaps[min(number, len(gaps) - 1)] for number, index in enumerate(old)}


def _place(signed: list[str], run: list[str], at: int, gaps: int, *, is_last: bool) -> int | None:
    """Where a run begins among the signed words: at once without a gap before it, at the end when
    it is the last, else at the first place that fits."""
    first, last = at + gaps, len(signed) - len(run)
    if is_last:
        first = max(first, last)
    if not gaps:
        last = min(last, at)
    return next(
        (place for place in range(first, last + 1) if signed[place : place + len(run)] == run), None
    )


def _by_parts(signed: list[str], shown: Sequence[Token]) -> Aligned:
    """What begins and ends alike, and the longest common parts between."""
    aligned = Aligned()
    # A gap is like no word.
    words = [token.word if token.gap is None else "\x00" for token in shown]
    head = _alike(signed, words)
    tail = _alike(signed[head:][::-1], words[head:][::-1])
    aligned.open.update({index: index for index in range(head)})
    shift = len(words) - len(signed)
    aligned.open.update({index: index + shift for index in range(len(signed) - tail, len(signed))})
    left, right = signed[head : len(signed) - tail], words[head : len(words) - tail]
    for a1, a2, b1, b2 in _changes(left, right, aligned, head):
        _changed(aligned, shown, range(a1 + head, a2 + head), range(b1 + head, b2 + head))
    return aligned


def _alike(one: list[str], other: list[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _changes(
    left: list[str], right: list[str], aligned: Aligned, head: int
) -> list[tuple[int, int, int, int]]:
    """The places that differ; the common parts are noted on the way."""
    if len(left) * len(right) > PRODUCT:
        return [(0, len(left), 0, len(right))]
    changes = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            aligned.open.update({head + a1 + i: head + b1 + i for i in range(a2 - a1)})
        else:
            changes.append((a1, a2, b1, b2))
    return changes


def _changed(aligned: Aligned, shown: Sequence[Token], old: range, new: range) -> None:
    """Signed words that only gaps stand for are masked; beside other words they are rewritten."""
    gaps = [gap for index in new if (gap := shown[index].gap) is not None]
    aligned.corrected.update(index for index in new if shown[index].gap is None)
    if gaps and len(gaps) == len(new):
        aligned.masked.update(_spread(old, gaps))
        # A gap takes a word at least; one without is a moderator's own.
        aligned.corrected.update(new[len(old) :])
    else:
        aligned.rewritten.update(old)
