"""What differs between the original and the public wording, word by word, for both sides.

Pure functions. The work is bounded: what is too long to be compared by words is compared by
sentences, and what is too long for that is shown as changed whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from moderation.wording import Wording, pieces

WORD = re.compile(r"\w+|[^\w\s]|\s+")
# So many pairs at most are compared: 250 changed words by 250.
PAIRS = 62_500

Block = tuple[bool, int, int, int, int]


@dataclass(frozen=True)
class Token:
    """A word, a sign, a space or a gap. Two gaps are never the same thing."""

    text: str
    ground: str = ""


@dataclass(frozen=True)
class Part:
    """A stretch of one side. ``changed``: the other side doesn't have it."""

    text: str
    changed: bool = False
    ground: str = ""


@dataclass(frozen=True)
class Sides:
    """The original with what is gone, and the public wording with what is new."""

    original: list[Part]
    public: list[Part]

    @property
    def are_equal(self) -> bool:
        """Word for word the same."""
        return not any(part.changed or part.ground for part in [*self.original, *self.public])


def differences(text: str, public: Wording) -> Sides:
    """Compare the body as written with the public one, gaps and all."""
    before = [Token(word) for word in WORD.findall(text)]
    after = list(_tokens_of(public))
    left: list[Part] = []
    right: list[Part] = []
    for is_same, a1, a2, b1, b2 in _merged(list(_blocks(before, after)), before):
        left += _parts(before[a1:a2], changed=not is_same)
        right += _parts(after[b1:b2], changed=not is_same)
    return Sides(_joined(left), _joined(right))


def _tokens_of(public: Wording) -> Iterator[Token]:
    for text, ground in pieces(public):
        if ground:
            yield Token(text, ground)
        else:
            yield from (Token(word) for word in WORD.findall(text))


def _blocks(before: Sequence[Token], after: Sequence[Token]) -> Iterator[Block]:
    """Stretches in order, the same or not, as ``(same, a1, a2, b1, b2)``."""
    start = _common(before, after)
    rest = _common(before[start:][::-1], after[start:][::-1])
    if start:
        yield True, 0, start, 0, start
    a_end, b_end = len(before) - rest, len(after) - rest
    yield from _middle(before[start:a_end], after[start:b_end], start)
    if rest:
        yield True, a_end, len(before), b_end, len(after)


def _merged(blocks: list[Block], before: Sequence[Token]) -> Iterator[Block]:
    """A space that stands between two changes belongs to them: so they read as one."""
    for place, (is_same, a1, a2, b1, b2) in enumerate(blocks):
        inside = 0 < place < len(blocks) - 1
        is_space = inside and all(token.text.isspace() for token in before[a1:a2])
        yield is_same and not is_space, a1, a2, b1, b2


def _common(before: Sequence[Token], after: Sequence[Token]) -> int:
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other or one.ground:
            break
        count += 1
    return count


def _middle(before: Sequence[Token], after: Sequence[Token], at: int) -> Iterator[Block]:
    if len(before) * len(after) <= PAIRS:
        yield from _compared(before, after, at, at)
        return
    firsts, seconds = _sentences(before), _sentences(after)
    if len(firsts) * len(seconds) > PAIRS:
        yield False, at, at + len(before), at, at + len(after)
        return
    for is_same, a1, a2, b1, b2 in _compared(firsts, seconds, 0, 0):
        one, other = _length(firsts[:a1]), _length(seconds[:b1])
        a, b = before[one : one + _length(firsts[a1:a2])], after[other:]
        b = b[: _length(seconds[b1:b2])]
        if is_same or len(a) * len(b) > PAIRS:
            yield is_same, at + one, at + one + len(a), at + other, at + other + len(b)
        else:
            yield from _compared(a, b, at + one, at + other)


def _compared(before: Sequence, after: Sequence, a: int, b: int) -> Iterator[Block]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        yield tag == "equal", a + a1, a + a2, b + b1, b + b2


def _sentences(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    found: list[tuple[Token, ...]] = []
    current: list[Token] = []
    for token in tokens:
        current.append(token)
        if token.text in ".!?" or "\n" in token.text:
            found.append(tuple(current))
            current = []
    return [*found, tuple(current)] if current else found


def _length(sentences: Sequence[tuple[Token, ...]]) -> int:
    return sum(len(sentence) for sentence in sentences)


def _parts(tokens: Sequence[Token], *, changed: bool) -> Iterator[Part]:
    for token in tokens:
        yield Part(token.text, changed and not token.ground, token.ground)


def _joined(parts: list[Part]) -> list[Part]:
    """Neighbours of one sort as one stretch."""
    out: list[Part] = []
    for part in parts:
        last = out[-1] if out else None
        if last and not part.ground and not last.ground and last.changed == part.changed:
            out[-1] = Part(last.text + part.text, part.changed)
        else:
            out.append(part)
    return out
