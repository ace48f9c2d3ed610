"""Deciding about a receipt from files alone: the receipt, the published keys, a text, a proof.

The answer of ``receipt_verify``: ``verdict`` ``valid``, ``refused`` or ``unreadable`` · ``code``
(below) · ``key`` ``current`` or ``retired`` · what a receipt with a right seal says (``number``,
``site``, ``submitted_at``, ``registered_on``, ``due_on``, ``addressee``, ``method``,
``payload_digest``, ``issued_at``, ``kid``) · ``text``, when a proof was given: ``result``
(``signing.proofs``; ``proven`` without a text), ``masked`` (signed words nobody reads),
``differ`` (words nobody signed).

Codes: ``ok`` · unreadable: ``too_large``, ``not_json``, ``not_a_receipt``, ``version_unknown``,
``keys_unreadable``, ``not_a_proof``, ``proof_needed`` (a text can't be compared without its
salts), ``no_file`` · refused: ``key_unknown``, ``seal_wrong`` (altered or forged),
``key_time`` (sealed when the key wasn't in use), ``key_compromised``, ``proof_other`` (of another
text), ``proof_wrong``, ``text_corrected`` (words were written anew by a moderator),
``text_differs``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.text import clean_text
from signing.receipts.documents import Document, Unreadable, document_read, sealed_bytes
from signing.receipts.matching import GAP
from signing.receipts.proofs import Proof, text_compare
from signing.seals import Keyring, PublishedKey

VALID, REFUSED, UNREADABLE = "valid", "refused", "unreadable"
# A seal under way while the key is rotated, and clocks.
TOLERANCE = timedelta(minutes=5)
TOLD = (
    "number",
    "site",
    "submitted_at",
    "registered_on",
    "due_on",
    "addressee",
    "method",
    "payload_digest",
    "issued_at",
    "kid",
)


@dataclass(frozen=True)
class Decision:
    """About a receipt. ``document`` is there when its seal fits."""

    verdict: str
    code: str
    document: Document | None = None
    is_retired: bool = False


def receipt_decide(data: bytes, keys: Keyring) -> Decision:
    """Whether a file is a receipt sealed by one of these keys. Never raises."""
    try:
        document = document_read(data)
    except Unreadable as problem:
        return Decision(UNREADABLE, problem.code)
    key = keys.get(document["kid"])
    if key is None:
        return Decision(REFUSED, "key_unknown")
    if not key.fits(sealed_bytes(document), document["signature"]):
        return Decision(REFUSED, "seal_wrong")
    code = _key_code(key, datetime.fromisoformat(document["issued_at"]))
    verdict = VALID if code == "ok" else REFUSED
    return Decision(verdict, code, document, is_retired=key.valid_to is not None)


def answer(decision: Decision, proof: Proof | None = None, text: str | None = None) -> Document:
    """One JSON line about a receipt and, with a proof, about a text."""
    verdict, code, document = decision.verdict, decision.code, decision.document
    told: dict[str, Any] = {}
    if document is not None:
        told = {"key": "retired" if decision.is_retired else "current"}
        told |= {name: document[name] for name in TOLD}
    if verdict == VALID and document is not None and proof is not None:
        code, told["text"] = _text_answer(document, proof, text)
        verdict = VALID if code == "ok" else REFUSED
    return {"verdict": verdict, "code": code, **told}


def unreadable(code: str) -> Document:
    """The answer when a file beside the receipt can't be read."""
    return {"verdict": UNREADABLE, "code": code}


def text_tidied(text: str) -> str:
    """A text as people copy it: no marks that can't be seen, gaps with their own sign."""
    return clean_text(text).replace("[...]", GAP)


def _key_code(key: PublishedKey, issued_at: datetime) -> str:
    if key.compromised_at is not None:
        return "key_compromised"
    ends = key.valid_to or issued_at
    if not key.valid_from - TOLERANCE <= issued_at <= ends + TOLERANCE:
        return "key_time"
    return "ok"


def _text_answer(
    document: Document, proof: Proof, text: str | None
) -> tuple[str, dict[str, Any] | None]:
    root, count = document["text_root"], document["word_count"]
    if proof.text_root != root:
        return "proof_other", None
    if not proof.is_sound(root=root, word_count=count):
        return "proof_wrong", None
    if text is None:
        return "ok", {"result": "proven", "masked": proof.masked, "differ": []}
    compared = text_compare(text_tidied(text), proof)
    codes = {"corrected": "text_corrected", "differs": "text_differs"}
    return codes.get(compared["result"], "ok"), {**compared, "masked": proof.masked}
