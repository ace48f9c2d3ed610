"""The words a reader gets: the original, or the current public version with its gaps."""

from collections.abc import Iterable
from typing import Any

from appeals.models import Answer, Appeal
from appeals.originals import Original
from appeals.projections.shapes import Piece
from appeals.states import Publication
from moderation.segments import segments_of


def public_words(appeal: Appeal) -> tuple[str, str]:
    """Subject and text as the public reads them, gaps as an ellipsis. For index, feed and mail."""
    text = current_of(appeal)
    if text is None or appeal.publication != Publication.PUBLISHED:
        return "", ""
    return text.subject, plain_of(pieces_of(text.body, text.cuts))


def public_answer_words(appeal: Appeal) -> list[str]:
    """The answers as the public reads them; those that wait for a moderator are left out."""
    if appeal.publication != Publication.PUBLISHED:
        return []
    texts = (current_of(answer) for answer in appeal.answers.all())
    return [plain_of(pieces_of(text.body, text.cuts)) for text in texts if text]


def plain_of(pieces: Iterable[Piece]) -> str:
    """Pieces as plain text; a gap reads ``[…]``."""
    return "".join("[…]" if piece.is_gap else piece.text for piece in pieces)


def pieces_of(
    body: str, cuts: list[dict[str, Any]], reasons: dict[str, str] | None = None
) -> tuple[Piece, ...]:
    """A text cut at its gaps, each with its ground in words where that may be told."""
    known = reasons or {}
    return tuple(
        Piece(segment.text, segment.ground, known.get(segment.ground, ""))
        for segment in segments_of(body, cuts)
    )


def current_of(row: Appeal | Answer) -> Any:
    """The public version of now; selectors have fetched it."""
    texts = row.current_texts  # type: ignore[union-attr]
    return texts[0] if texts else None


def words_of(appeal: Appeal, original: Original | None) -> tuple[str, str]:
    """Subject and text: the original where there is one."""
    if original and (original.subject or original.text):
        return original.subject, original.text
    return public_words(appeal)


def body_of(
    appeal: Appeal, original: Original | None, reasons: dict[str, str]
) -> tuple[Piece, ...]:
    """The text as its page shows it."""
    text = current_of(appeal)
    if original and original.text:
        return pieces_of(original.text, [])
    if text is None or appeal.publication != Publication.PUBLISHED:
        return ()
    return pieces_of(text.body, text.cuts, reasons)
