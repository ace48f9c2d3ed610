"""Questions to an OCSP responder and its answers (RFC 6960), nonce included (RFC 9654).

Anything wrong in an answer is a refusal. Only an answer that says by itself that it is none (try
later, internal error) counts as no answer: ``revocation_unavailable``.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

from signing.eds import der, keys
from signing.eds.certificates import DIGITAL_SIGNATURE, Certificate, certificate_of
from signing.eds.der import Malformed, Node
from signing.eds.refusals import Refusal
from signing.eds.types import RevocationProof

OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"
BASIC, NONCE = "1.3.6.1.5.5.7.48.1.1", "1.3.6.1.5.5.7.48.1.2"
NONCE_BYTES = 32
SKEW = timedelta(minutes=5)
# НУЦ answers on the spot and writes no nextUpdate, so an answer older than this is not to our
# question. Our choice; RFC 6960 §4.2.2.1 leaves it to the one who asks.
FRESH = timedelta(hours=1)
# How long the responder's knowledge may lie behind its answer: the life of НУЦ's delta list.
KNOWN_SINCE = timedelta(hours=8)

_SUCCESSFUL = 0
_CERT_ID_DIGESTS = {keys.SHA1: hashlib.sha1, keys.SHA256: hashlib.sha256}


@dataclass(frozen=True)
class _Single:
    """What is said of one certificate."""

    cert_id: Node
    status: Node
    this_update: datetime
    next_update: datetime | None


@dataclass(frozen=True)
class _Answer:
    """A basic answer as read."""

    tbs: bytes
    responder: Node
    produced_at: datetime
    singles: tuple[_Single, ...]
    nonce: bytes | None
    signature_oid: str
    signature: bytes
    certificates: tuple[Node, ...]


def request_make(certificate: Certificate, issuer: Certificate, nonce: bytes) -> bytes:
    """OCSPRequest for one certificate, by SHA-256, with a nonce."""
    cert_id = _sequence(
        _sequence(_oid_der(keys.SHA256), b"\x05\x00"),
        _tlv(0x04, hashlib.sha256(issuer.subject).digest()),
        _tlv(0x04, hashlib.sha256(issuer.key_bits).digest()),
        _tlv(0x02, _integer_octets(certificate.serial)),
    )
    extension = _sequence(_oid_der(NONCE), _tlv(0x04, _tlv(0x04, nonce)))
    extensions = _tlv(0xA2, _sequence(extension))
    return _sequence(_sequence(_sequence(_sequence(cert_id)), extensions))


def answer_check(
    data: bytes,
    certificate: Certificate,
    issuer: Certificate,
    *,
    at: datetime,
    now: datetime,
    nonce: bytes | None = None,
) -> RevocationProof:
    """Proof that the certificate was good; ``Refusal`` otherwise.

    ``now`` is when we judge, ``at`` the trusted time of the signature; an answer of before that
    time proves nothing about it. Without ``nonce`` (a kept or a given answer) none is compared.
    """
    try:
        answer = _read(data)
        single = _about(answer, certificate, issuer)
        if nonce is not None and not compare_digest(answer.nonce or b"", nonce):
            raise Refusal("ocsp_nonce")
        responder = _responder(answer, issuer)
        _signature_check(answer, responder)
        _age_check(answer, single, at, now)
        _status_check(single.status)
    except Malformed as problem:
        raise Refusal("ocsp_malformed", str(problem)) from problem
    return RevocationProof("ocsp", data, answer.produced_at, {"responder": responder.sha256})


def _read(data: bytes) -> _Answer:
    fields = _parts(der.read(data), 1, 2)
    status = fields[0].expect(0x0A).integer()
    if status != _SUCCESSFUL:
        raise Refusal("revocation_unavailable", f"OCSP status {status}")
    if len(fields) != 2:
        raise Malformed("OCSPResponse")
    kind, octets = _parts(_inner(fields[1], 0xA0), 2, 2)
    if kind.oid() != BASIC:
        raise Malformed("type of the answer")
    tbs, algorithm, signature, *rest = _parts(der.read(octets.octets()), 3, 4)
    responder, produced_at, singles, extensions = _tbs_parts(tbs)
    return _Answer(
        tbs=tbs.raw,
        responder=responder,
        produced_at=produced_at.time(),
        singles=tuple(_single(node) for node in singles.expect(0x30).children()),
        nonce=_nonce(extensions),
        signature_oid=_parts(algorithm, 1, 2)[0].oid(),
        signature=signature.bits(),
        certificates=tuple(_inner(rest[0], 0xA0).expect(0x30).children()) if rest else (),
    )


def _tbs_parts(tbs: Node) -> tuple[Node, Node, Node, Node | None]:
    """responderID, producedAt, responses, responseExtensions (RFC 6960 §4.2.1)."""
    fields = _parts(tbs, 3, 5)
    if fields[0].tag == 0xA0:
        raise Malformed("another version, or version 1 spelled out")
    responder, produced_at, singles, *rest = fields
    if len(rest) > 1 or responder.tag not in (0xA1, 0xA2):
        raise Malformed("ResponseData")
    return responder, produced_at, singles, rest[0].expect(0xA1) if rest else None


def _single(node: Node) -> _Single:
    cert_id, status, this_update, *rest = _parts(node, 3, 5)
    optional = {part.tag: part for part in rest}
    if len(optional) != len(rest) or not optional.keys() <= {0xA0, 0xA1}:
        raise Malformed("SingleResponse")
    if 0xA1 in optional:
        _extensions(optional[0xA1])
    following = _inner(optional[0xA0], 0xA0).time() if 0xA0 in optional else None
    return _Single(cert_id, status, this_update.time(), following)


def _nonce(extensions: Node | None) -> bytes | None:
    if extensions is None:
        return None
    value = _extensions(extensions).get(NONCE)
    return None if value is None else der.read(value).octets()


def _extensions(node: Node) -> dict[str, bytes]:
    """Values by OID; a critical one that we don't know spoils the answer (RFC 6960 §4.4)."""
    found: dict[str, bytes] = {}
    for item in _inner(node, node.tag).expect(0x30).children():
        oid, *flag, value = _parts(item, 2, 3)
        if flag and flag[0].boolean() and oid.oid() != NONCE:
            raise Malformed("critical extension")
        if oid.oid() in found:
            raise Malformed("the same extension twice")
        found[oid.oid()] = value.octets()
    return found


def _about(answer: _Answer, certificate: Certificate, issuer: Certificate) -> _Single:
    """The one statement about this very certificate of this very issuer."""
    fitting = [one for one in answer.singles if _fits(one.cert_id, certificate, issuer)]
    if len(fitting) != 1:
        raise Refusal("ocsp_wrong_cert", f"{len(fitting)} of {len(answer.singles)} fit")
    return fitting[0]


def _fits(cert_id: Node, certificate: Certificate, issuer: Certificate) -> bool:
    algorithm, name, key, serial = _parts(cert_id, 4, 4)
    digest = _CERT_ID_DIGESTS.get(_parts(algorithm, 1, 2)[0].oid())
    return (
        digest is not None
        and name.octets() == digest(issuer.subject).digest()
        and key.octets() == digest(issuer.key_bits).digest()
        and serial.integer() == certificate.serial
    )


def _responder(answer: _Answer, issuer: Certificate) -> Certificate:
    """Who signed: the authority itself, or whom it appointed (RFC 6960 §4.2.2.2)."""
    candidates = [certificate_of(node) for node in answer.certificates]
    named = [one for one in (*candidates, issuer) if _is_named(answer.responder, one)]
    if not named:
        raise Refusal("ocsp_responder", "nobody of that name")
    responder = named[0]
    if responder.der == issuer.der:
        return issuer
    if responder.issuer != issuer.subject or not _is_by(responder, issuer):
        raise Refusal("ocsp_responder", "another issuer")
    if OCSP_SIGNING not in responder.ekus or responder.is_ca:
        raise Refusal("ocsp_responder", "not appointed")
    # НУЦ leaves keyUsage out; where it stands it must allow to sign (RFC 5280 §4.2.1.3).
    if responder.key_usage and DIGITAL_SIGNATURE not in responder.key_usage:
        raise Refusal("ocsp_responder", "keyUsage")
    if not responder.is_valid_at(answer.produced_at):
        raise Refusal("ocsp_responder", "expired")
    if responder.critical_unknown:
        raise Refusal("ocsp_responder", "critical extension")
    return responder


def _is_named(responder: Node, certificate: Certificate) -> bool:
    inner = _inner(responder, responder.tag)
    if responder.tag == 0xA1:
        return inner.raw == certificate.subject
    name = hashlib.sha1(certificate.key_bits, usedforsecurity=False).digest()
    return inner.octets() == name


def _is_by(certificate: Certificate, issuer: Certificate) -> bool:
    try:
        return keys.signature_verify(
            issuer.key, certificate.signature_oid, certificate.tbs, certificate.signature
        )
    except Refusal:
        return False


def _signature_check(answer: _Answer, responder: Certificate) -> None:
    try:
        is_good = keys.signature_verify(
            responder.key, answer.signature_oid, answer.tbs, answer.signature
        )
    except Refusal as refusal:
        raise Refusal("ocsp_signature", refusal.code) from refusal
    if not is_good:
        raise Refusal("ocsp_signature")


def _age_check(answer: _Answer, single: _Single, at: datetime, now: datetime) -> None:
    if max(answer.produced_at, single.this_update) > now + SKEW:
        raise Refusal("ocsp_stale", "from the future")
    if answer.produced_at < now - FRESH or single.this_update < now - KNOWN_SINCE:
        raise Refusal("ocsp_stale")
    if single.next_update is not None and single.next_update < now - SKEW:
        raise Refusal("ocsp_stale", "nextUpdate has passed")
    if answer.produced_at < at - FRESH:
        raise Refusal("ocsp_stale", "older than the signature")


def _status_check(status: Node) -> None:
    """Good or not; "never issued" comes as revoked in 1970 (RFC 6960 §4.4.8)."""
    if status.tag == 0x80 and not status.content:
        return
    if status.tag == 0xA1:
        moment = (status.children() or [status])[0].time()
        is_never = moment == datetime(1970, 1, 1, tzinfo=UTC)
        raise Refusal("revoked", "never issued" if is_never else f"since {moment}")
    raise Refusal("ocsp_unknown")


def _parts(node: Node, least: int, most: int) -> list[Node]:
    fields = node.expect(0x30).children()
    if not least <= len(fields) <= most:
        raise Malformed("number of parts")
    return fields


def _inner(node: Node, tag: int) -> Node:
    fields = node.expect(tag).children()
    if len(fields) != 1:
        raise Malformed("number of parts")
    return fields[0]


def _tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def _sequence(*parts: bytes) -> bytes:
    return _tlv(0x30, b"".join(parts))


def _integer_octets(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)


def _oid_der(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    octets = bytearray()
    for arc in (40 * first + second, *rest):
        low = [arc & 0x7F]
        while arc := arc >> 7:
            low.append(arc & 0x7F | 0x80)
        octets += bytes(reversed(low))
    return _tlv(0x06, bytes(octets))
