"""A text beside the commitment it may belong to: word by word, and what is told of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from core.registry import ShownPiece
from signing.commitment import Piece, commit, pieces, verify_partial, words
from signing.receipts.matching import Aligned, Token


@dataclass(frozen=True)
class Segment:
    """A piece of the text that was brought: ``kind`` is empty, ``masked`` (with the ground in
    words where it is told), ``corrected``."""

    text: str
    kind: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Changes:
    """What the public doesn't read as it was signed: gaps by their ground in words, and whether a
    moderator wrote words anew."""

    gaps: tuple[tuple[str, int], ...] = ()
    is_corrected: bool = False

    @property
    def count(self) -> int:
        """How many gaps."""
        return sum(number for _reason, number in self.gaps)


@dataclass(frozen=True)
class Opened:
    """What opens a commitment."""

    text: str
    words: list[str]
    salts: list[bytes]
    root: str


@cache
def nobodys() -> Opened:
    """A text of nobody's, so that an unknown address costs the same work."""
    text = "сөз " * 200
    commitment = commit(text)
    return Opened(text, words(text), list(commitment.salts), commitment.root)


def is_all_open(aligned: Aligned) -> bool:
    """The public reads every word as it was signed."""
    return not aligned.masked and not aligned.is_corrected


def is_signed(opened: Opened, brought: list[str]) -> bool:
    """Every word brought opens its leaf, and there is no other."""
    return _fits(opened, dict(enumerate(brought)), len(brought))


def is_shown(opened: Opened, brought: list[str], tokens: list[Token], aligned: Aligned) -> bool:
    """It is the public wording, and the words nobody changed open their leaves."""
    if brought != [token.word for token in tokens]:
        return False
    found = {index: brought[at] for index, at in aligned.open.items()}
    return _fits(opened, found, len(opened.words))


def _fits(opened: Opened, found: dict[int, str], count: int) -> bool:
    """Put these words in the place of ours and see whether the root is still the signed one."""
    ours = pieces(opened.text, opened.salts)
    given = [
        Piece(text=found.get(index, piece.text), salt=piece.salt)
        for index, piece in enumerate(ours[:-1])
    ]
    shown = [*given, ours[-1]]
    return count == len(opened.words) and verify_partial(shown, opened.root, word_count=count)


def signed_segments(signed: list[str], aligned: Aligned) -> tuple[Segment, ...]:
    """The text as signed, with what the public doesn't read marked."""
    return _joined(
        Segment(word, "masked", aligned.masked[index].reason)
        if index in aligned.masked
        else Segment(word, "corrected" if index in aligned.rewritten else "")
        for index, word in enumerate(signed)
    )


def shown_segments(tokens: list[Token], aligned: Aligned) -> tuple[Segment, ...]:
    """The public wording, with its gaps and the words nobody signed marked."""
    return _joined(
        Segment(token.word, "masked", token.gap.reason)
        if token.gap
        else Segment(token.word, "corrected" if index in aligned.corrected else "")
        for index, token in enumerate(tokens)
    )


def _joined(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Neighbours of one kind as one."""
    joined: list[Segment] = []
    for segment in segments:
        last = joined[-1] if joined else None
        if last and (last.kind, last.reason) == (segment.kind, segment.reason):
            joined[-1] = Segment(f"{last.text} {segment.text}", segment.kind, segment.reason)
        else:
            joined.append(segment)
    return tuple(joined)


def summed(tokens: list[Token], aligned: Aligned) -> Changes:
    """The gaps of a public wording by their grounds, and whether words were written anew."""
    gaps: dict[int, ShownPiece] = {id(token.gap): token.gap for token in tokens if token.gap}
    counted = Counter(gap.reason for gap in gaps.values())
    return Changes(gaps=tuple(sorted(counted.items())), is_corrected=aligned.is_corrected)
