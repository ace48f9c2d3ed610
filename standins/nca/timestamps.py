"""Time-stamp tokens and answers of a time-stamping authority (RFC 3161)."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from . import cms, der, oids
from .certificates import Leaf
from .keys import digest
from .reading import Unreadable, element, elements

GRANTED, REJECTION = 0, 2
SIGNING_CERTIFICATE_V1 = "1.2.840.113549.1.9.16.2.12"


def tst_info(*, policy: str, imprint: bytes, serial: int, at: datetime, nonce: int | None) -> bytes:
    return der.sequence(
        der.integer(1),
        der.oid(policy),
        imprint,
        der.integer(serial),
        der.generalized_time(at),
        der.integer(nonce) if nonce is not None else b"",
    )


def imprint_of(data: bytes, digest_oid: str) -> bytes:
    """MessageImprint of the data."""
    return der.sequence(der.algorithm(digest_oid), der.octets(digest(digest_oid, data)))


def token(
    tsa: Leaf,
    imprint: bytes,
    *,
    at: datetime,
    policy: str,
    nonce: int | None = None,
    certificates: Sequence[bytes] | None = None,
    signature: cms.Edit | None = None,
) -> bytes:
    """The token in the form of tsp.pki.gov.kz: its ESS attribute is the old one with SHA-1."""
    info = tst_info(
        policy=policy, imprint=imprint, serial=secrets.randbits(150), at=at, nonce=nonce
    )
    named = cms.attributes(tsa, info, at=at, kind=oids.TST_INFO)
    named["signing_certificate"] = _signing_certificate_v1(tsa.certificate_der)
    return cms.signed_data(
        [cms.signer_info(tsa, info, signed_attrs=list(named.values()), signature=signature)],
        content=info,
        certificates=[tsa.certificate_der] if certificates is None else certificates,
        digest_oids=[tsa.key.digest_oid],
        kind=oids.TST_INFO,
        version=3,
    )


def _signing_certificate_v1(certificate_der: bytes) -> bytes:
    value = hashlib.sha1(certificate_der, usedforsecurity=False).digest()
    ids = der.sequence(der.sequence(der.octets(value)))
    return cms.attribute(SIGNING_CERTIFICATE_V1, der.sequence(ids))


def request_read(data: bytes) -> tuple[bytes, int | None, bool]:
    """MessageImprint, nonce and whether the certificate is wanted."""
    fields = list(elements(element(data)[1]))
    if len(fields) < 2 or fields[0] != (0x02, b"\x01") or fields[1][0] != der.SEQUENCE:
        raise Unreadable("no time-stamp request")
    nonce = next((int.from_bytes(c, "big") for tag, c in fields[2:] if tag == 0x02), None)
    wanted = any(tag == 0x01 and content != b"\x00" for tag, content in fields[2:])
    return der.tlv(der.SEQUENCE, fields[1][1]), nonce, wanted


def answer(token_der: bytes | None) -> bytes:
    """TimeStampResp: granted with a token, rejected without."""
    if token_der is None:
        return der.sequence(der.sequence(der.integer(REJECTION)))
    return der.sequence(der.sequence(der.integer(GRANTED)), token_der)
