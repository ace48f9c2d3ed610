"""Certificates in the profile of the National Certification Authority (RFC 5280)."""

import base64
import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from . import der, oids
from .keys import Key
from .reading import path

SIGNING_USAGE = b"\x03\xc8"  # digitalSignature, nonRepudiation, keyAgreement
AUTH_USAGE = b"\x05\xa0"  # digitalSignature, keyEncipherment
DIGITAL_SIGNATURE = b"\x07\x80"
CA_USAGE = b"\x01\x06"  # keyCertSign, cRLSign
PRINTABLE = {oids.COUNTRY, oids.SERIAL_NUMBER}

Attribute = tuple[str, str]
# Value of an extension and whether it is critical.
Extension = tuple[bytes, bool]
Extensions = Mapping[str, Extension]


@dataclass(frozen=True)
class Leaf:
    """A certificate with the secret of its key; certification authorities are such too."""

    certificate_der: bytes
    key: Key

    @property
    def pem(self) -> str:
        return pem(self.certificate_der, "CERTIFICATE")

    @cached_property
    def serial(self) -> int:
        return int.from_bytes(path(self.certificate_der, 0, 1), "big")

    @cached_property
    def issuer(self) -> bytes:
        """DER of the Name."""
        return der.sequence(path(self.certificate_der, 0, 3))

    @cached_property
    def subject(self) -> bytes:
        return der.sequence(path(self.certificate_der, 0, 5))

    @property
    def issuer_and_serial(self) -> bytes:
        return der.sequence(self.issuer, der.integer(self.serial))


def pem(data: bytes, label: str) -> str:
    text = base64.b64encode(data).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def name(attributes: Iterable[Attribute]) -> bytes:
    """DER Name, one attribute in each RDN, types of strings as the authority writes them."""
    return der.sequence(
        *(der.set_of([der.sequence(der.oid(kind), _text(kind, text))]) for kind, text in attributes)
    )


def _text(kind: str, text: str) -> bytes:
    return der.printable(text) if kind in PRINTABLE else der.utf8(text)


def key_id(key: Key) -> bytes:
    return hashlib.sha1(key.public_bits, usedforsecurity=False).digest()


def serial_make() -> int:
    """20 octets, positive, as the authority's serial numbers are."""
    return secrets.randbits(158) | 1 << 157


def certificate_make(
    *,
    subject: bytes,
    key: Key,
    issuer: bytes,
    issuer_key: Key,
    serial: int,
    not_before: datetime,
    not_after: datetime,
    extensions: Extensions,
) -> Leaf:
    tbs = der.sequence(
        der.explicit(0, der.integer(2)),
        der.integer(serial),
        issuer_key.signature_algorithm,
        issuer,
        der.sequence(der.time(not_before), der.time(not_after)),
        subject,
        key.spki,
        der.explicit(3, extensions_der(extensions)),
    )
    signature = der.bits(issuer_key.sign(tbs))
    certificate = der.sequence(tbs, issuer_key.signature_algorithm, signature)
    return Leaf(certificate, key)


def extensions_der(extensions: Extensions) -> bytes:
    return der.sequence(
        *(
            der.sequence(der.oid(kind), *([der.boolean(True)] if critical else []), der.octets(v))
            for kind, (v, critical) in extensions.items()
        )
    )


# Values of extensions


def key_usage(content: bytes) -> Extension:
    """``content`` is the BIT STRING's: number of unused bits, then the bits."""
    return der.tlv(0x03, content), True


def extended_key_usage(purposes: Sequence[str], *, critical: bool = False) -> Extension:
    return der.sequence(*map(der.oid, purposes)), critical


def basic_constraints(path_length: int | None = None) -> Extension:
    limit = [] if path_length is None else [der.integer(path_length)]
    return der.sequence(der.boolean(True), *limit), True


def policies(policy: str) -> Extension:
    cps = der.sequence(der.oid(oids.CPS), der.ia5("http://pki.gov.kz/cps"))
    return der.sequence(der.sequence(der.oid(policy), der.sequence(cps))), False


def key_ids(key: Key, issuer_key: Key) -> dict[str, Extension]:
    return {
        oids.SUBJECT_KEY_ID: (der.octets(key_id(key)), False),
        oids.AUTHORITY_KEY_ID: authority_key_id(issuer_key),
    }


def authority_key_id(issuer_key: Key) -> Extension:
    return der.sequence(der.implicit(0, key_id(issuer_key))), False


def addresses(service: str, kind: str) -> dict[str, Extension]:
    """Where revocation could be asked; a verifier must not follow addresses of a certificate."""
    ocsp = der.sequence(der.oid(oids.OCSP), der.implicit(6, f"{service}/ocsp".encode()))
    return {
        oids.AUTHORITY_INFO: (der.sequence(ocsp), False),
        oids.CRL_DISTRIBUTION_POINTS: _points(f"{service}/crl/{kind}.crl"),
        oids.FRESHEST_CRL: _points(f"{service}/crl/{kind}_d.crl"),
    }


def _points(address: str) -> Extension:
    full_name = der.explicit(0, der.implicit(6, address.encode()))
    return der.sequence(der.sequence(der.explicit(0, full_name))), False


KEY_STORE: Extension = (der.sequence(der.oid(oids.KEY_STORE_KIND + ".1.1")), False)
NO_CHECK: Extension = (der.null(), False)
