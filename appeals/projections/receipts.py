"""Receipts and proofs of applications, for a reader."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeals.models import Answer, Appeal
from appeals.permissions import is_author
from appeals.projections.words import current_of, pieces_of
from appeals.selectors import gap_reasons
from appeals.states import Publication
from core.audience import Reader
from core.envelope import KeyDestroyed
from core.localized import ORDER
from core.registry import ShownPiece, ShownText
from moderation.screening import PERSONAL
from moderation.wording import GAP
from signing.commitment import words
from signing.models import SignatureMethod, SignedPayload
from signing.payloads import committed_text, payload_is_sound, payload_opening, payload_salts
from signing.receipts.documents import Document
from signing.receipts.making import receipt_of
from signing.receipts.matching import align, tokens_of
from signing.receipts.proofs import proof_document
from signing.receipts.qr import qr_svg


@dataclass(frozen=True)
class ReceiptView:
    """A receipt as its sheet shows it. No name and no word of the text: it is made to be shown."""

    number: str
    addressee: str
    submitted_at: datetime
    registered_on: date
    due_on: date
    method: str
    digest: tuple[str, ...]
    check_address: str
    qr: SafeString
    issued_at: datetime
    kid: str
    document: Document


def receipt_view_of(appeal: Appeal, reader: Reader) -> ReceiptView | None:
    """The receipt of an application, for its author; None for everybody else, and for an
    application that nobody signed here."""
    if not is_author(reader, appeal) or appeal.payload is None:
        return None
    receipt = receipt_of(appeal.payload)
    return _view(receipt.read()) if receipt else None


def proof_of(appeal: Appeal, reader: Reader) -> dict[str, Any] | None:
    """What proves the text: all of it to its author, to everybody else the words they read.

    None when there is nothing to read, and after the end of the archive's term.
    """
    if appeal.payload is None:
        return None
    is_public = appeal.publication == Publication.PUBLISHED and current_of(appeal)
    if not (is_author(reader, appeal) or is_public):
        return None
    return _proof(appeal, appeal.payload, is_whole=is_author(reader, appeal))


def shown_text_of(appeal: Appeal) -> ShownText | None:
    """The public wording with its gaps, for comparing with what was signed."""
    text = current_of(appeal)
    if text is None or appeal.publication != Publication.PUBLISHED:
        return None
    reasons = gap_reasons([text])
    body = [
        ShownPiece(piece.text, piece.ground, piece.reason)
        for piece in pieces_of(text.body, text.cuts, reasons)
    ]
    start = _subject_pieces(text.subject)
    return ShownText(
        pieces=(*start, ShownPiece("\n\n"), *body) if start else tuple(body),
        path=f"/applications/{appeal.number}/",
    )


def shown_answer_of(answer: Answer) -> ShownText | None:
    """The public wording of an answer; fetch it with ``answer_of_payload``."""
    text = current_of(answer)
    if text is None or answer.appeal.publication != Publication.PUBLISHED:
        return None
    pieces = pieces_of(text.body, text.cuts, gap_reasons([text]))
    return ShownText(
        pieces=tuple(ShownPiece(piece.text, piece.ground, piece.reason) for piece in pieces),
        path=f"/applications/{answer.appeal.number}/",
    )


def _subject_pieces(subject: str) -> list[ShownPiece]:
    """A subject holds no cuts: the sign itself is its gap, and only personal data goes there."""
    pieces: list[ShownPiece] = []
    for number, run in enumerate(subject.split(GAP)):
        if number:
            pieces.append(ShownPiece(ground=PERSONAL))
        if run:
            pieces.append(ShownPiece(run))
    return pieces


def _proof(appeal: Appeal, payload: SignedPayload, *, is_whole: bool) -> dict[str, Any] | None:
    try:
        opening = payload_opening(payload)
        if not payload_is_sound(payload):
            return None
    except KeyDestroyed:
        return None
    text = committed_text(opening)
    shown = shown_text_of(appeal)
    aligned = None
    if not is_whole:
        aligned = align(words(text), tokens_of(shown.pieces if shown else ()))
    return proof_document(
        text=text,
        salts=payload_salts(opening),
        aligned=aligned,
        root=payload.text_root,
        site=settings.SITE_URL,
        number=appeal.number,
    )


def _view(document: Document) -> ReceiptView:
    digest, address = document["payload_digest"], document["check_address"]
    language = (get_language() or ORDER[0])[:2]
    return ReceiptView(
        number=document["number"],
        addressee=document["addressee"].get(language) or document["addressee"][ORDER[0]],
        submitted_at=datetime.fromisoformat(document["submitted_at"]),
        registered_on=date.fromisoformat(document["registered_on"]),
        due_on=date.fromisoformat(document["due_on"]),
        method=str(SignatureMethod(document["method"]).label),
        digest=tuple(digest[at : at + 8] for at in range(0, len(digest), 8)),
        check_address=address,
        qr=qr_svg(address, _("QR code: the check address of this receipt")),
        issued_at=datetime.fromisoformat(document["issued_at"]),
        kid=document["kid"],
        document=document,
    )
