"""OCSP requests and answers (RFC 6960) with a switch for everything that may be wrong in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from . import der, oids
from .certificates import Extension, Leaf, extensions_der, key_id
from .cms import Edit
from .keys import digest
from .reading import Unreadable, element, elements, path

SUCCESSFUL, MALFORMED, INTERNAL_ERROR, TRY_LATER, UNAUTHORIZED = 0, 1, 2, 3, 6
CERTIFICATE_HOLD = 6
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # of a serial that was never issued (RFC 6960, 4.4.8)


@dataclass(frozen=True)
class Revoked:
    at: datetime
    reason: int | None = None


NOT_ISSUED = Revoked(NEVER, CERTIFICATE_HOLD)
Status = Revoked | str  # "good", "unknown"


def cert_id(issuer: Leaf, serial: int, *, digest_oid: str = oids.SHA256) -> bytes:
    return der.sequence(
        der.algorithm(digest_oid),
        der.octets(digest(digest_oid, issuer.subject)),
        der.octets(digest(digest_oid, issuer.key.public_bits)),
        der.integer(serial),
    )


def request(cert_id_der: bytes, nonce: bytes | None = None) -> bytes:
    """OCSPRequest for one certificate."""
    extra = b"" if nonce is None else der.explicit(2, extensions_der(_nonce(nonce)))
    return der.sequence(der.sequence(der.sequence(der.sequence(cert_id_der)), extra))


def request_read(data: bytes) -> tuple[bytes, bytes | None]:
    """CertID of the first certificate asked for, and the nonce."""
    fields = list(elements(path(data, 0)))
    asked = next((content for tag, content in fields if tag == der.SEQUENCE), b"")
    cert_id_der = der.tlv(der.SEQUENCE, path(der.tlv(der.SEQUENCE, asked), 0, 0))
    if len(list(elements(element(cert_id_der)[1]))) != 4:
        raise Unreadable("no CertID")
    extensions = next((content for tag, content in fields if tag == 0xA2), b"")
    return cert_id_der, _nonce_read(extensions)


def _nonce_read(extensions: bytes) -> bytes | None:
    if not extensions:
        return None
    wanted = element(der.oid(oids.OCSP_NONCE))[1]
    for _, extension in elements(element(extensions)[1]):
        fields = list(elements(extension))
        if fields[0][1] == wanted:
            return element(fields[-1][1])[1]
    return None


def serial_of(cert_id_der: bytes) -> int:
    return int.from_bytes(path(cert_id_der, 3), "big", signed=True)


def matches(cert_id_der: bytes, issuer: Leaf) -> bool:
    """Whether the CertID names this issuer, by any digest known here."""
    fields = [content for _, content in elements(element(cert_id_der)[1])]
    for dotted in (oids.SHA256, oids.SHA1):
        if fields[1] == digest(dotted, issuer.subject):
            return fields[2] == digest(dotted, issuer.key.public_bits)
    return False


def response(
    responder: Leaf,
    cert_id_der: bytes,
    status: Status,
    *,
    nonce: bytes | None,
    produced_at: datetime,
    this_update: datetime,
    next_update: datetime | None = None,
    certificates: Sequence[bytes] | None = None,
    by_key: bool = False,
    signature: Edit | None = None,
    signature_algorithm: bytes | None = None,
) -> bytes:
    """OCSPResponse with a BasicOCSPResponse; ``by_key`` names the responder by its key's hash."""
    single = der.sequence(
        cert_id_der,
        _status(status),
        der.generalized_time(this_update),
        der.explicit(0, der.generalized_time(next_update)) if next_update else b"",
    )
    extensions: dict[str, Extension] = {oids.OCSP_EXTENDED_REVOKE: (der.null(), False)}
    if nonce is not None:
        extensions |= _nonce(nonce)
    who = der.explicit(2, der.octets(key_id(responder.key)))
    tbs = der.sequence(
        who if by_key else der.explicit(1, responder.subject),
        der.generalized_time(produced_at),
        der.sequence(single),
        der.explicit(1, extensions_der(extensions)),
    )
    value = responder.key.sign(tbs)
    chain = [responder.certificate_der] if certificates is None else certificates
    basic = der.sequence(
        tbs,
        signature_algorithm or responder.key.signature_algorithm,
        der.bits(signature(value) if signature else value),
        der.explicit(0, der.sequence(*chain)) if chain else b"",
    )
    inside = der.sequence(der.oid(oids.OCSP_BASIC), der.octets(basic))
    return der.sequence(der.enumerated(SUCCESSFUL), der.explicit(0, inside))


def refusal(status: int) -> bytes:
    """OCSPResponse that only says what is wrong, without a signature."""
    return der.sequence(der.enumerated(status))


def _nonce(nonce: bytes) -> dict[str, Extension]:
    return {oids.OCSP_NONCE: (der.octets(nonce), False)}


def _status(status: Status) -> bytes:
    if isinstance(status, Revoked):
        reason = [] if status.reason is None else [der.explicit(0, der.enumerated(status.reason))]
        return der.explicit(1, der.generalized_time(status.at), *reason)
    return der.implicit({"good": 0, "unknown": 2}[status], b"")
