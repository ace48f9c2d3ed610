"""The one way out for texts of applications. Everything that leaves passes here, for a reader.

The author and the agency that holds the case read the original; everybody else reads the current
public version, with its gaps marked.
"""

from appeals.projections.receipts import (
    ReceiptView,
    proof_of,
    receipt_view_of,
    shown_answer_of,
    shown_text_of,
)
from appeals.projections.rows import card_of, detail_of
from appeals.projections.shapes import (
    AnswerView,
    Card,
    Detail,
    FileView,
    PartView,
    Piece,
    RedirectView,
    SignatureView,
)
from appeals.projections.words import plain_of, public_answer_words, public_words

__all__ = [
    "AnswerView",
    "Card",
    "Detail",
    "FileView",
    "PartView",
    "Piece",
    "ReceiptView",
    "RedirectView",
    "SignatureView",
    "card_of",
    "detail_of",
    "plain_of",
    "proof_of",
    "public_answer_words",
    "public_words",
    "receipt_view_of",
    "shown_answer_of",
    "shown_text_of",
]
