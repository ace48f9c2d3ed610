"""CMS SignedData (RFC 5652) with a switch for everything that may be wrong in it."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from . import der, oids
from .certificates import Leaf
from .keys import digest

Edit = Callable[[bytes], bytes]


def attribute(kind: str, *values: bytes) -> bytes:
    return der.sequence(der.oid(kind), der.set_of(values))


def content_type(kind: str = oids.DATA) -> bytes:
    return attribute(oids.CONTENT_TYPE, der.oid(kind))


def message_digest(value: bytes) -> bytes:
    return attribute(oids.MESSAGE_DIGEST, der.octets(value))


def signing_time(moment: datetime) -> bytes:
    return attribute(oids.SIGNING_TIME, der.time(moment))


def signing_certificate(certificate_der: bytes) -> bytes:
    """signingCertificateV2 with SHA-256 left out as the default (RFC 5035, 3)."""
    value = hashlib.sha256(certificate_der).digest()
    ids = der.sequence(der.sequence(der.octets(value)))
    return attribute(oids.SIGNING_CERTIFICATE_V2, der.sequence(ids))


def time_stamp(*tokens: bytes) -> bytes:
    return attribute(oids.TIME_STAMP_TOKEN, *tokens)


def counter_signature(signer_info_der: bytes) -> bytes:
    return attribute(oids.COUNTER_SIGNATURE, signer_info_der)


def attributes(
    leaf: Leaf, data: bytes, *, at: datetime, kind: str = oids.DATA, ess: Leaf | None = None
) -> dict[str, bytes]:
    """The four that NCALayer signs, by name, so that a test may drop, change or double one."""
    return {
        "content_type": content_type(kind),
        "signing_time": signing_time(at),
        "signing_certificate": signing_certificate((ess or leaf).certificate_der),
        "message_digest": message_digest(digest(leaf.key.digest_oid, data)),
    }


def signer_info(
    leaf: Leaf,
    data: bytes,
    *,
    signed_attrs: Sequence[bytes],
    sorted_attrs: bool = True,
    unsigned_attrs: Callable[[bytes], Sequence[bytes]] | None = None,
    signature: Edit | None = None,
    sid: bytes | Leaf | None = None,
    digest_algorithm: bytes | None = None,
    signature_algorithm: bytes | None = None,
) -> bytes:
    """One SignerInfo.

    ``signed_attrs`` empty: the signature covers the content itself. ``unsigned_attrs`` is given
    the signature value. ``signature`` edits the value after it was made; ``sid``,
    ``digest_algorithm`` and ``signature_algorithm`` are written instead of the true ones.
    """
    attrs = der.set_of(signed_attrs, canonical=sorted_attrs)
    value = leaf.key.sign(attrs if signed_attrs else data)
    value = signature(value) if signature else value
    signer = sid.issuer_and_serial if isinstance(sid, Leaf) else sid or leaf.issuer_and_serial
    unsigned = unsigned_attrs(value) if unsigned_attrs else ()
    return der.sequence(
        der.integer(1),
        signer,
        digest_algorithm or der.algorithm(leaf.key.digest_oid),
        _implicit_set(0, attrs) if signed_attrs else b"",
        signature_algorithm or leaf.key.cms_signature_algorithm,
        der.octets(value),
        _implicit_set(1, der.set_of(unsigned)) if unsigned else b"",
    )


def signed_data(
    signer_infos: Sequence[bytes],
    *,
    content: bytes | None,
    certificates: Sequence[bytes],
    digest_oids: Sequence[str],
    crls: Sequence[bytes] = (),
    kind: str = oids.DATA,
    version: int = 1,
    outer: str = oids.SIGNED_DATA,
) -> bytes:
    """ContentInfo around SignedData; ``content`` None is detached."""
    inside = [] if content is None else [der.explicit(0, der.octets(content))]
    algorithms = [der.algorithm(dotted) for dotted in dict.fromkeys(digest_oids)]
    body = der.sequence(
        der.integer(version),
        der.set_of(algorithms),
        der.sequence(der.oid(kind), *inside),
        _implicit_set(0, der.set_of(certificates)) if certificates else b"",
        _implicit_set(1, der.set_of(crls)) if crls else b"",
        der.set_of(signer_infos),
    )
    return der.sequence(der.oid(outer), der.explicit(0, body))


def _implicit_set(number: int, whole_set: bytes) -> bytes:
    """SET OF under the tag [number] IMPLICIT: only its first octet differs."""
    return bytes([0xA0 | number]) + whole_set[1:]
