"""X.509 certificates as НУЦ РК issues them (RFC 5280), quirks included.

Read on our strict DER reader because names over 64 bytes, an empty ocsp-nocheck value, 4-byte
key identifiers and the Kazakh key algorithms are what real certificates hold.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from signing.eds import der, keys, names
from signing.eds.der import Malformed, Node

# Bits of keyUsage (RFC 5280 §4.2.1.3).
DIGITAL_SIGNATURE, NON_REPUDIATION, KEY_CERT_SIGN, CRL_SIGN = 0, 1, 5, 6

EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4"
CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"
TIME_STAMPING = "1.3.6.1.5.5.7.3.8"
OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"

_SKI, _KEY_USAGE, _BASIC = "2.5.29.14", "2.5.29.15", "2.5.29.19"
_POLICIES, _EKU = "2.5.29.32", "2.5.29.37"
# Critical extensions that we understand and therefore may accept.
_UNDERSTOOD = frozenset({_KEY_USAGE, _BASIC, _POLICIES, _EKU})

_IIN, _BIN = re.compile(r"IIN([0-9]{12})", re.ASCII), re.compile(r"BIN([0-9]{12})", re.ASCII)


@dataclass(frozen=True)
class Certificate:
    """A certificate as read; nothing here is verified. Equal when the bytes are equal."""

    der: bytes
    tbs: bytes
    signature_oid: str
    signature: bytes
    serial: int
    issuer: bytes  # the Name's DER
    subject: bytes
    not_before: datetime
    not_after: datetime
    spki: bytes  # the SubjectPublicKeyInfo's DER
    extensions: dict[str, tuple[bool, bytes]]  # OID -> critical, value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and self.der == other.der

    def __hash__(self) -> int:
        return hash(self.der)

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of the whole certificate, hex."""
        return hashlib.sha256(self.der).hexdigest()

    @cached_property
    def key(self) -> keys.PublicKey:
        """The public key; ``Refusal`` when its algorithm or its value is not acceptable."""
        return keys.key_read(self.spki)

    @cached_property
    def key_bits(self) -> bytes:
        """What OCSP hashes as the issuer's key: the value of subjectPublicKey (RFC 6960 §4.1.1)."""
        return _child(der.read(self.spki), 1).bits()

    @cached_property
    def subject_key_id(self) -> bytes:
        """The subjectKeyIdentifier, empty when absent."""
        value = self._value(_SKI)
        return value.octets() if value else b""

    @cached_property
    def key_usage(self) -> frozenset[int]:
        """Bits of keyUsage that are set; empty when the extension is absent."""
        value = self._value(_KEY_USAGE)
        return frozenset(value.named_bits()) if value else frozenset()

    @cached_property
    def ekus(self) -> tuple[str, ...]:
        """Extended key usages in their order."""
        value = self._value(_EKU)
        return tuple(item.oid() for item in value.expect(0x30).children()) if value else ()

    @property
    def is_eku_critical(self) -> bool:
        """Whether extendedKeyUsage is marked critical."""
        return self.extensions.get(_EKU, (False, b""))[0]

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """OIDs of certificatePolicies."""
        value = self._value(_POLICIES)
        if value is None:
            return ()
        return tuple(_child(item, 0).oid() for item in value.expect(0x30).children())

    @cached_property
    def _basic(self) -> tuple[bool, int | None]:
        value = self._value(_BASIC)
        parts = value.expect(0x30).children() if value else []
        is_ca = bool(parts) and parts[0].tag == 0x01 and parts[0].boolean()
        rest = parts[1:] if parts and parts[0].tag == 0x01 else parts
        if len(rest) > 1:
            raise Malformed("basicConstraints")
        return is_ca, rest[0].integer() if rest else None

    @property
    def is_ca(self) -> bool:
        """Whether basicConstraints says cA."""
        return self._basic[0]

    @property
    def path_len(self) -> int | None:
        """pathLenConstraint, None when there is none."""
        return self._basic[1]

    @property
    def may_issue(self) -> bool:
        """Whether it is an authority's: cA and keyCertSign."""
        return self.is_ca and KEY_CERT_SIGN in self.key_usage

    @property
    def is_self_issued(self) -> bool:
        """Whether issuer and subject are the same name."""
        return self.issuer == self.subject

    @property
    def critical_unknown(self) -> tuple[str, ...]:
        """Critical extensions that we don't understand (RFC 5280 §4.2: refuse)."""
        return tuple(
            oid
            for oid, (critical, _) in self.extensions.items()
            if critical and oid not in _UNDERSTOOD
        )

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for oid, text in names.name_parts(self.subject):
            found[oid] = (*found.get(oid, ()), text)
        return found

    @property
    def common_name(self) -> str:
        """CN; for people surname and first name."""
        return self._joined(names.COMMON_NAME)

    @property
    def surname(self) -> str:
        """SURNAME."""
        return self._joined(names.SURNAME)

    @property
    def given_name(self) -> str:
        """GIVENNAME, where НУЦ writes the patronymic."""
        return self._joined(names.GIVEN_NAME)

    @property
    def organisation(self) -> str:
        """O."""
        return self._joined(names.ORGANISATION)

    @property
    def serial_numbers(self) -> tuple[str, ...]:
        """Every SERIALNUMBER of the subject."""
        return self._names.get(names.SERIAL_NUMBER, ())

    @property
    def iin(self) -> str:
        """The IIN of the only SERIALNUMBER; empty when that is not ``IIN`` + 12 digits."""
        return _numbered(_IIN, self.serial_numbers)

    @property
    def bins(self) -> tuple[str, ...]:
        """Every OU that begins with BIN."""
        return tuple(unit for unit in self._names.get(names.UNIT, ()) if unit.startswith("BIN"))

    @property
    def bin(self) -> str:
        """The BIN of the only such OU; empty when it is not exactly one ``BIN`` + 12 digits."""
        return _numbered(_BIN, self.bins)

    def is_valid_at(self, moment: datetime) -> bool:
        """Whether its time of validity holds the moment."""
        return self.not_before <= moment <= self.not_after

    def _joined(self, oid: str) -> str:
        return " ".join(self._names.get(oid, ()))

    def _value(self, oid: str) -> Node | None:
        found = self.extensions.get(oid)
        return der.read(found[1]) if found else None


def certificate_read(data: bytes) -> Certificate:
    """A certificate from its DER; ``Malformed`` when it isn't one (RFC 5280 §4.1)."""
    return certificate_of(der.read(data))


def certificate_of(node: Node) -> Certificate:
    """A certificate from a DER node that was read already."""
    tbs, algorithm, signature = _exactly(node, 3)
    parts = tbs.expect(0x30).children()
    if len(parts) < 7 or parts[0].tag != 0xA0 or _child(parts[0], 0).integer() != 2:
        raise Malformed("not a certificate of version 3")
    _, serial, inner, issuer, validity, subject, spki, *rest = parts
    if inner.raw != algorithm.raw:
        raise Malformed("two signature algorithms")
    not_before, not_after = _exactly(validity, 2)
    return Certificate(
        der=node.raw,
        tbs=tbs.raw,
        signature_oid=_child(algorithm.expect(0x30), 0).oid(),
        signature=signature.bits(),
        serial=serial.integer(),
        issuer=issuer.expect(0x30).raw,
        subject=subject.expect(0x30).raw,
        not_before=not_before.time(),
        not_after=not_after.time(),
        spki=spki.expect(0x30).raw,
        extensions=_extensions(rest),
    )


def _extensions(rest: list[Node]) -> dict[str, tuple[bool, bytes]]:
    found: dict[str, tuple[bool, bytes]] = {}
    # issuerUniqueID [1] and subjectUniqueID [2] may stand before and mean nothing to us.
    holders = [node for node in rest if node.tag not in (0x81, 0x82)]
    if not holders:
        return found
    if len(holders) > 1 or holders[0].tag != 0xA3:
        raise Malformed("parts of a certificate")
    for item in _child(holders[0], 0).expect(0x30).children():
        fields = item.expect(0x30).children()
        if not 2 <= len(fields) <= 3:
            raise Malformed("extension")
        oid, *flag, value = fields
        if oid.oid() in found:
            raise Malformed("the same extension twice")
        found[oid.oid()] = (bool(flag) and flag[0].boolean(), value.octets())
    return found


def _numbered(pattern: re.Pattern[str], values: tuple[str, ...]) -> str:
    match = pattern.fullmatch(values[0]) if len(values) == 1 else None
    return match[1] if match else ""


def _exactly(node: Node, count: int) -> list[Node]:
    parts = node.expect(0x30).children()
    if len(parts) != count:
        raise Malformed("number of parts")
    return parts


def _child(node: Node, index: int) -> Node:
    parts = node.children()
    if len(parts) <= index:
        raise Malformed("a part is missing")
    return parts[index]
