"""The receipt as a file: JSON that the portal sealed.

Keys of version 1, all of them there and no other: ``format`` ``open-dialogue-receipt`` ·
``version`` 1 · ``site`` · ``purpose`` · ``number`` · ``submitted_at`` (when it was signed) ·
``registered_on`` and ``due_on`` (days in Almaty) · ``object`` (addressee, as signed) ·
``addressee`` (its name by language) · ``method`` ``eds`` or ``sms`` · ``payload_digest`` (SHA-256
of the signed bytes) · ``text_root`` and ``word_count`` (``signing.commitment``) ·
``check_address`` · ``issued_at`` · ``kid`` · ``signature``. Times are UTC.

Sealed are the canonical bytes (``signing.canonical``) of all keys but ``signature``, so the file
may be indented as one likes.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from signing.canonical import canonical

FORMAT, VERSION = "open-dialogue-receipt", 1
RECEIPT_BYTES = 16 * 1024
TOKEN = "[a-z2-7]{26}"
ADDRESS_PATH = "/check/{token}/"

Document = dict[str, Any]

_HASH = re.compile(r"[0-9a-f]{64}")
_ADDRESS = re.compile(rf"https?://[^\s/]+/check/({TOKEN})/")


class Unreadable(ValueError):
    """Not a receipt that we can read; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sealed_bytes(document: Document) -> bytes:
    """What the portal's key signs."""
    return canonical({name: value for name, value in document.items() if name != "signature"})


def document_text(document: Document) -> str:
    """The file, readable for people."""
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def document_read(data: bytes) -> Document:
    """The document of a file; ``Unreadable`` when it isn't a whole receipt of a known version.

    The seal is not checked here. Twice the same key is refused: readers differ in which they take.
    """
    document = json_read(data, RECEIPT_BYTES)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Unreadable("not_a_receipt")
    if document.get("version") != VERSION or isinstance(document["version"], bool):
        raise Unreadable("version_unknown")
    if document.keys() != SHAPE.keys():
        raise Unreadable("not_a_receipt")
    try:
        fits = all(check(document[name]) for name, check in SHAPE.items())
        canonical(document)
    except ValueError:
        fits = False
    if not fits:
        raise Unreadable("not_a_receipt")
    return document


def json_read(data: bytes, limit: int) -> Any:
    """JSON that is not too large, too deep or ambiguous; else ``Unreadable``."""
    if len(data) > limit:
        raise Unreadable("too_large")
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Unreadable("not_json") from None


def token_of(document: Document) -> str:
    """The token in the check address."""
    found = _ADDRESS.fullmatch(document["check_address"])
    assert found is not None
    return found[1]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 500


def _day(value: Any) -> bool:
    return _text(value) and date.fromisoformat(value).isoformat() == value


def _moment(value: Any) -> bool:
    return _text(value) and value.endswith("Z") and datetime.fromisoformat(value) is not None


def _hash(value: Any) -> bool:
    return _text(value) and _HASH.fullmatch(value) is not None


def _names(value: Any) -> bool:
    return isinstance(value, dict) and all(_text(name) for name in value.values())


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


SHAPE: dict[str, Callable[[Any], bool]] = {
    "format": _text,
    "version": _count,
    "site": _text,
    "purpose": _text,
    "number": _text,
    "submitted_at": _moment,
    "registered_on": _day,
    "due_on": _day,
    "object": _text,
    "addressee": _names,
    "method": lambda value: value in ("eds", "sms"),
    "payload_digest": _hash,
    "text_root": _hash,
    "word_count": _count,
    "check_address": lambda value: _text(value) and _ADDRESS.fullmatch(value) is not None,
    "issued_at": _moment,
    "kid": _text,
    "signature": _text,
}
