"""From what NCALayer returns to DER: bare DER, PEM (``BEGIN CMS``) or bare base64.

Strict on purpose: of one signature there must not be two texts that we read alike by accident.
"""

import base64
import binascii
import re

from signing.eds.der import Malformed
from signing.eds.refusals import Refusal

MAX_DER, MAX_TEXT = 512 * 1024, 1024 * 1024

_LABELS = "CMS|PKCS7|PKCS #7 SIGNED DATA"
_PEM = re.compile(
    rf"-----BEGIN ({_LABELS}|CERTIFICATE)-----\r?\n(.*?)\r?\n-----END \1-----\s*", re.DOTALL
)
_SEQUENCE = 0x30


def signature_unwrap(blob: bytes) -> bytes:
    """DER of a signature; ``Refusal`` too_large, ``Malformed``."""
    if blob[:1] == bytes([_SEQUENCE]):
        data = blob
    elif len(blob) > MAX_TEXT:
        raise Refusal("too_large")
    else:
        data = _decode(blob)
    if len(data) > MAX_DER:
        raise Refusal("too_large")
    return data


def certificates_unwrap(blob: bytes) -> list[bytes]:
    """DER of each certificate of a file: DER, bare base64, or PEM with one or more."""
    if blob[:1] == bytes([_SEQUENCE]):
        return [blob]
    text = _ascii(blob)
    if "-----BEGIN" not in text:
        return [_base64(text)]
    return [_base64(match[2]) for match in _PEM.finditer(text)]


def _decode(blob: bytes) -> bytes:
    text = _ascii(blob).strip()
    if text.startswith("-----"):
        match = _PEM.fullmatch(text)
        if match is None or match[1] == "CERTIFICATE":
            raise Malformed("armour")
        text = match[2]
    return _base64(text)


def _ascii(blob: bytes) -> str:
    try:
        return blob.decode("ascii")
    except UnicodeDecodeError:
        raise Malformed("neither DER nor text") from None


def _base64(text: str) -> bytes:
    joined = "".join(text.split())
    try:
        data = base64.b64decode(joined, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("base64") from None
    # The unused bits of the last character may hide a second spelling of the same bytes.
    if base64.b64encode(data).decode() != joined:
        raise Malformed("base64")
    return data
