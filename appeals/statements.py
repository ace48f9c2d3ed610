"""What the portal says, under its seal, of the digital signature of a public answer.

Keys of version 1: ``format`` ``open-dialogue-answer-signature`` · ``version`` · ``site`` ·
``number`` and ``position`` of the answer · ``verdict`` ``valid`` · ``office``, ``agency``,
``agency_bin`` · ``signer``, ``post``, ``certificate_serial``, ``issuer`` · ``signed_at`` (UTC) ·
``payload_digest`` (SHA-256 of the signed bytes) · ``text_root`` (``signing.commitment``) ·
``kid`` and ``signature`` of the seal, over the canonical bytes of all other keys.
"""

from datetime import UTC
from typing import Any

from django.conf import settings

from appeals.projections import AnswerView, Detail
from signing.canonical import canonical
from signing.portal_keys import portal_seal

FORMAT, VERSION = "open-dialogue-answer-signature", 1


def signature_statement(detail: Detail, position: int) -> dict[str, Any] | None:
    """The statement; None when the reader sees no such answer or it bears no signature."""
    answers = [row for row in detail.answers if row.position == position and row.segments]
    if not answers or answers[0].signature is None:
        return None
    statement = _statement(detail, answers[0])
    return {**statement, **portal_seal(canonical(statement))}


def _statement(detail: Detail, answer: AnswerView) -> dict[str, Any]:
    signature = answer.signature
    assert signature is not None
    return {
        "format": FORMAT,
        "version": VERSION,
        "site": settings.SITE_URL,
        "number": detail.card.number,
        "position": answer.position,
        "verdict": "valid",
        "office": answer.office,
        "agency": answer.agency,
        "agency_bin": signature.agency_bin,
        "signer": signature.signer,
        "post": signature.post,
        "certificate_serial": signature.serial,
        "issuer": signature.issuer,
        "signed_at": signature.signed_at.astimezone(UTC).isoformat(),
        "payload_digest": signature.digest,
        "text_root": signature.root,
    }
