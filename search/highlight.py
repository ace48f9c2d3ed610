"""Which words of a text matched. Gives pieces of plain text; the template escapes and marks."""

from collections.abc import Set
from dataclasses import dataclass

from search.queries import query_parse
from search.stems import kazakh_chain_stem, plain_stem, spans_of

LEAD = 60


@dataclass(frozen=True)
class Piece:
    """A run of text, matched or not."""

    text: str
    marked: bool = False


def highlight(text: str, query: str, length: int = 240) -> list[Piece]:
    """An excerpt around the first match, cut at words, with the matches marked."""
    return highlight_stems(text, query_parse(query).stems, length)


def highlight_stems(text: str, stems: Set[str], length: int = 240) -> list[Piece]:
    """The same for stems known already."""
    flat = " ".join(text.split())
    spans = [
        (start, end)
        for start, end, word in spans_of(flat)
        if plain_stem(word) in stems or kazakh_chain_stem(word) in stems
    ]
    first, last = _window(flat, spans[0][0] if spans else 0, length)
    pieces = [Piece("… ")] if first else []
    at = first
    for start, end in spans:
        if at <= start and end <= last:
            pieces += [Piece(flat[at:start]), Piece(flat[start:end], marked=True)]
            at = end
    pieces.append(Piece(flat[at:last]))
    if last < len(flat):
        pieces.append(Piece(" …"))
    return [piece for piece in pieces if piece.text]


def _window(text: str, match_at: int, length: int) -> tuple[int, int]:
    """Where the excerpt begins and ends: at spaces, the match inside."""
    if len(text) <= length:
        return 0, len(text)
    start = max(0, min(match_at - LEAD, len(text) - length))
    if start:
        start = text.find(" ", start, match_at + 1) + 1 or match_at
    end = start + length
    if end < len(text):
        end = max(text.rfind(" ", start, end), match_at + 1)
        return start, end if end > match_at + 1 else start + length
    return start, len(text)
