"""One form of a text, with a way back: where each of its characters stood in the original.

Small letters, nothing invisible, one shape of each letter (full width, mathematical, composed).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# A longer text is screened as far as this; a moderator reads it whole anyway.
MAX_TEXT = 200_000
DROPPED = frozenset({"Cf", "Mn", "Me", "Cc", "Co", "Cs", "Cn"})
KEPT = frozenset("\n\t")
WORD = re.compile(r"[^\W_](?:[^\W_]|[@$*#|!])*|[@$*](?:[^\W_]|[@$*#|!])+")
# What an author puts between the letters of one word.
LINK = frozenset("-._·•*'’`~+=/\\")
LETTERS_APART, PIECES, LONGEST = 3, 4, 20


@dataclass(frozen=True)
class Folded:
    """``text[i]`` stood in the original at ``starts[i]:ends[i]``."""

    text: str
    starts: list[int]
    ends: list[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that became ``text[start:end]``."""
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True)
class Token:
    """A word of the folded text; ``joined``: put together from pieces or single letters."""

    text: str
    start: int
    end: int
    joined: bool = False


def fold(text: str) -> Folded:
    """The folded text of at most ``MAX_TEXT`` characters."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(text[:MAX_TEXT]):
        if char < "\u0080":
            shapes = char.lower() if char >= " " or char in KEPT else ""
        elif "а" <= char <= "я":
            shapes = char
        else:
            shapes = _shapes(char)
            if not shapes and _composes(out, char):
                out[-1] = unicodedata.normalize("NFC", out[-1] + char)
                ends[-1] = index + 1
        for shape in shapes:
            out.append(shape)
            starts.append(index)
            ends.append(index + 1)
    return Folded("".join(out), starts, ends)


def _shapes(char: str) -> str:
    if unicodedata.category(char) in DROPPED:
        return ""
    plain = unicodedata.normalize("NFKC", char).lower()
    # A capital with a dot, for one, becomes a letter and a mark.
    return "".join(one for one in plain if unicodedata.category(one) not in DROPPED)


def _composes(out: list[str], mark: str) -> bool:
    """й and ё may come as a letter and a mark."""
    return bool(out) and len(unicodedata.normalize("NFC", out[-1] + mark)) == 1


def tokens_of(folded: Folded) -> list[Token]:
    """The words in order, without the signs around them."""
    found = []
    for match in WORD.finditer(folded.text):
        text = match[0].rstrip("!#|@$") if match[0][-1] in "!#|@$" else match[0]
        if text:
            found.append(Token(text, match.start(), match.start() + len(text)))
    return found


def joined_of(folded: Folded, tokens: list[Token]) -> Iterator[Token]:
    """Words whose letters stand apart («с л о в о»), and words cut by a sign («сл-ово»)."""
    yield from _apart(folded.text, tokens)
    yield from _cut(folded.text, tokens)


def _apart(text: str, tokens: list[Token]) -> Iterator[Token]:
    run: list[Token] = []
    for token in [*tokens, None]:
        fits = token is not None and len(token.text) == 1
        if run and (not fits or token is None or not _is_near(text, run[-1].end, token.start)):
            if len(run) >= LETTERS_APART:
                yield _join(run)
            run = []
        if fits and token is not None:
            run.append(token)


def _is_near(text: str, end: int, start: int) -> bool:
    return start - end <= 2 and "\n" not in text[end:start]


def _cut(text: str, tokens: list[Token]) -> Iterator[Token]:
    for first in range(len(tokens) - 1):
        length = len(tokens[first].text)
        for last in range(first + 1, min(first + PIECES, len(tokens))):
            before, token = tokens[last - 1], tokens[last]
            between = text[before.end : token.start]
            length += len(token.text)
            if length > LONGEST or len(between) != 1 or between not in LINK:
                break
            yield _join(tokens[first : last + 1])


def _join(run: list[Token]) -> Token:
    return Token("".join(token.text for token in run), run[0].start, run[-1].end, joined=True)
