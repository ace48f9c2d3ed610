"""CMS SignedData with exactly one signer (RFC 5652), for signatures and time stamps alike.

Reading and checking are apart: ``container_read`` and ``signer_read`` only say what is there;
the ``*_check`` functions compare and raise ``Refusal`` with the code of the policy.
"""

import hashlib
from dataclasses import dataclass
from hmac import compare_digest

from signing.eds import der, keys
from signing.eds.certificates import Certificate, certificate_of
from signing.eds.der import Malformed, Node
from signing.eds.refusals import Refusal

SIGNED_DATA, DATA = "1.2.840.113549.1.7.2", "1.2.840.113549.1.7.1"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE_V1 = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
MAX_CERTIFICATES = 5

Attributes = tuple[tuple[str, tuple[Node, ...]], ...]


@dataclass(frozen=True)
class Container:
    """SignedData as read (§5.1)."""

    content_type: str
    content: bytes | None
    certificates: tuple[Node, ...]
    has_crls: bool
    signers: tuple[Node, ...]


@dataclass(frozen=True)
class SignerInfo:
    """One SignerInfo as read (§5.3); ``signed_bytes`` is what the signature covers (§5.4)."""

    sid: Node
    digest_oid: str
    signed: Attributes | None
    signed_bytes: bytes
    signature_oid: str
    signature: bytes
    unsigned: Attributes


def container_read(node: Node) -> Container:
    """ContentInfo with SignedData; ``Refusal`` not_signed_data, ``Malformed``."""
    parts = _fields(node, 0x30, 2, 2)
    if parts[0].oid() != SIGNED_DATA:
        raise Refusal("not_signed_data", parts[0].oid())
    fields = _fields(_only(parts[1], 0xA0), 0x30, 4, 6)
    if fields[0].integer() not in (1, 3, 4, 5):
        raise Malformed("version of SignedData")
    # digestAlgorithms only help readers of streams (§5.1); nothing is believed from there.
    fields[1].expect(0x31)
    content_type, content = _encapsulated(fields[2])
    optional = {part.tag: part for part in fields[3:-1]}
    if len(optional) != len(fields) - 4 or list(optional) != sorted(optional):
        raise Malformed("SignedData")
    if not optional.keys() <= {0xA0, 0xA1}:
        raise Malformed("SignedData")
    return Container(
        content_type=content_type,
        content=content,
        certificates=tuple(optional[0xA0].children()) if 0xA0 in optional else (),
        has_crls=0xA1 in optional,
        signers=tuple(fields[-1].expect(0x31).children()),
    )


def signer_read(node: Node) -> SignerInfo:
    """The parts of a SignerInfo; ``Malformed``."""
    fields = _fields(node, 0x30, 5, 7)
    version, sid, digest, *rest = fields
    if (version.integer(), sid.tag) not in ((1, 0x30), (3, 0x80)):
        raise Malformed("version of a SignerInfo")
    signed_set = rest.pop(0) if rest[0].tag == 0xA0 else None
    if len(rest) not in (2, 3) or (len(rest) == 3 and rest[2].tag != 0xA1):
        raise Malformed("SignerInfo")
    return SignerInfo(
        sid=sid,
        digest_oid=_algorithm(digest),
        signed=_attributes(signed_set, ordered=True) if signed_set else None,
        signed_bytes=der.retag(signed_set.raw, 0x31) if signed_set else b"",
        signature_oid=_algorithm(rest[0]),
        signature=rest[1].octets(),
        unsigned=_attributes(rest[2], ordered=False) if len(rest) == 3 else (),
    )


def signer_certificate(container: Container, signer: SignerInfo) -> Certificate:
    """The one certificate that the signer's identifier names; else ``signer_cert``."""
    certificates = [certificate_of(node) for node in container.certificates]
    found = [one for one in certificates if _is_named(one, signer.sid)]
    if len(found) != 1:
        raise Refusal("signer_cert", f"{len(found)} certificates fit")
    return found[0]


def attributes_check(
    signer: SignerInfo, certificate: Certificate, content_type: str, content: bytes
) -> None:
    """Signed attributes: there, once each, of this content and this certificate (§11; RFC 5035)."""
    if not signer.signed:
        raise Refusal("no_signed_attributes")
    found = dict(signer.signed)
    if len(found) != len(signer.signed):
        raise Refusal("duplicate_attribute")
    kind = found.get(CONTENT_TYPE, ())
    if len(kind) != 1 or kind[0].oid() != content_type:
        raise Refusal("content_type_attr")
    digest = found.get(MESSAGE_DIGEST, ())
    if len(digest) != 1:
        raise Refusal("message_digest", f"{len(digest)} values")
    if not compare_digest(digest[0].octets(), keys.digest_of(signer.digest_oid, content)):
        raise Refusal("message_digest")
    for oid in (SIGNING_CERTIFICATE_V1, SIGNING_CERTIFICATE_V2):
        if oid in found:
            _ess_check(found[oid], certificate, is_v1=oid == SIGNING_CERTIFICATE_V1)


def signature_check(signer: SignerInfo, certificate: Certificate) -> None:
    """The arithmetic: ``signature_invalid``, or what ``signing.eds.keys`` refuses."""
    if not keys.signature_verify(
        certificate.key,
        signer.signature_oid,
        signer.signed_bytes,
        signer.signature,
        signer.digest_oid,
    ):
        raise Refusal("signature_invalid")


def _ess_check(values: tuple[Node, ...], certificate: Certificate, *, is_v1: bool) -> None:
    """The first ESSCertID names the signer's certificate (RFC 5035 §3, RFC 2634 §5.4)."""
    if len(values) != 1:
        raise Refusal("ess_mismatch", f"{len(values)} values")
    listed = _fields(values[0], 0x30, 1, 2)[0].expect(0x30).children()
    if not listed:
        raise Refusal("ess_mismatch", "no certificate named")
    fields = _fields(listed[0], 0x30, 1, 2 if is_v1 else 3)
    if is_v1:
        expected = hashlib.sha1(certificate.der, usedforsecurity=False).digest()
    else:
        named = _algorithm(fields.pop(0)) if fields[0].tag == 0x30 else keys.SHA256
        expected = keys.digest_of(named, certificate.der)
    if not fields or not compare_digest(fields[0].octets(), expected):
        raise Refusal("ess_mismatch")
    if len(fields) > 1 and not _issuer_serial_fits(fields[1], certificate):
        raise Refusal("ess_mismatch", "issuer and serial number")


def _issuer_serial_fits(node: Node, certificate: Certificate) -> bool:
    names, serial = _fields(node, 0x30, 2, 2)
    issuers = [
        inner.raw for name in names.children() if name.tag == 0xA4 for inner in name.children()
    ]
    return issuers == [certificate.issuer] and serial.integer() == certificate.serial


def _is_named(certificate: Certificate, sid: Node) -> bool:
    if sid.tag == 0x80:
        return bool(sid.content) and certificate.subject_key_id == sid.content
    issuer, serial = _fields(sid, 0x30, 2, 2)
    return certificate.issuer == issuer.raw and certificate.serial == serial.integer()


def _encapsulated(node: Node) -> tuple[str, bytes | None]:
    fields = _fields(node, 0x30, 1, 2)
    content = _only(fields[1], 0xA0).octets() if len(fields) == 2 else None
    return fields[0].oid(), content


def _attributes(node: Node, *, ordered: bool) -> Attributes:
    members = node.children()
    raws = [member.raw for member in members]
    # What is signed is signed in DER (§5.4), and DER sorts a SET OF (X.690 §11.6).
    if not members or (ordered and raws != sorted(raws)):
        raise Malformed("attributes")
    found = []
    for member in members:
        kind, values = _fields(member, 0x30, 2, 2)
        found.append((kind.oid(), tuple(values.expect(0x31).children())))
    return tuple(found)


def _algorithm(node: Node) -> str:
    """OID of an AlgorithmIdentifier whose parameters, if any, say nothing."""
    fields = _fields(node, 0x30, 1, 2)
    if len(fields) == 2 and fields[1].raw != b"\x05\x00":
        raise Malformed("parameters of an algorithm")
    return fields[0].oid()


def _only(node: Node, tag: int) -> Node:
    return _fields(node, tag, 1, 1)[0]


def _fields(node: Node, tag: int, least: int, most: int) -> list[Node]:
    fields = node.expect(tag).children()
    if not least <= len(fields) <= most:
        raise Malformed("number of parts")
    return fields
