"""Revocation lists, full and delta (RFC 5280 §5), read in one pass.

A full list of НУЦ has some 422,000 entries in 21 MB, so entries never become nodes: the pass
walks over them and keeps what counts, the serial numbers, as one sorted row of octets to search.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from signing.eds import der, keys
from signing.eds.certificates import CRL_SIGN, Certificate
from signing.eds.der import Malformed
from signing.eds.refusals import Refusal
from signing.eds.types import RevocationProof

SKEW = timedelta(minutes=5)
# RFC 5280 §4.1.2.2: a serial number has at most 20 octets.
SERIAL_BYTES = 20
REMOVE_FROM_CRL = 8
_NUMBER, _DELTA = "2.5.29.20", "2.5.29.27"
_UNDERSTOOD = frozenset({_NUMBER, _DELTA, "2.5.29.35"})
_REASON = "2.5.29.21"
_CERTIFICATE_ISSUER = "2.5.29.29"


@dataclass(frozen=True)
class Crl:
    """A list as read. ``entries`` and ``removed`` are sorted serial numbers of 20 octets each;
    ``base`` is the number of the full list that a delta continues."""

    issuer: bytes
    this_update: datetime
    next_update: datetime
    number: int
    base: int | None
    entries: bytes
    removed: bytes
    sha256: str
    tbs: bytes
    signature_oid: str
    signature: bytes


def crl_read(data: bytes) -> Crl:
    """A list from its DER; ``Refusal`` crl_malformed."""
    try:
        return _read(bytes(data))
    except Malformed as problem:
        raise Refusal("crl_malformed", str(problem)) from problem


def signature_check(crl: Crl, issuer: Certificate) -> None:
    """``Refusal``: crl_wrong_issuer, crl_signature."""
    if crl.issuer != issuer.subject or CRL_SIGN not in issuer.key_usage:
        raise Refusal("crl_wrong_issuer")
    try:
        is_good = keys.signature_verify(issuer.key, crl.signature_oid, crl.tbs, crl.signature)
    except Refusal as refusal:
        raise Refusal("crl_signature", refusal.code) from refusal
    if not is_good:
        raise Refusal("crl_signature")


def holds(entries: bytes, serial: int) -> bool:
    """Whether a sorted row of serial numbers has this one."""
    wanted = serial.to_bytes(SERIAL_BYTES, "big")
    row = _Row(entries)
    place = bisect_left(row, wanted)
    return place < len(row) and row[place] == wanted


def status_check(
    full: Crl, delta: Crl | None, certificate: Certificate, *, now: datetime
) -> RevocationProof:
    """Proof that a full list and its delta, both fresh, don't name the certificate.

    ``Refusal``: crl_stale, revoked. The signatures of the lists are checked before.
    """
    if full.base is not None or (delta is not None and not continues(delta, full)):
        raise Refusal("crl_stale", "the delta does not fit the full list")
    for one in (full, delta):
        if one is not None and not is_fresh(one, now):
            raise Refusal("crl_stale", f"number {one.number}")
    if not 0 <= certificate.serial < 1 << 8 * SERIAL_BYTES:
        raise Refusal("crl_malformed", "serial number of the certificate")
    # A full list that came after the delta knows all that the delta does.
    newest = full if delta is None or delta.number < full.number else delta
    is_revoked = holds(newest.entries, certificate.serial) or (
        holds(full.entries, certificate.serial) and not holds(newest.removed, certificate.serial)
    )
    if is_revoked:
        raise Refusal("revoked", f"CRL {newest.number}")
    return RevocationProof("crl", b"", newest.this_update, _told(full, delta))


def continues(delta: Crl, full: Crl) -> bool:
    """The delta takes up where the full list is, or earlier (RFC 5280 §5.2.4)."""
    return delta.base is not None and delta.base <= full.number


def is_fresh(crl: Crl, now: datetime) -> bool:
    """In force: not of the future, its successor not due yet."""
    return crl.this_update <= now + SKEW and now <= crl.next_update


class _Row(Sequence[bytes]):
    """Octets as a sequence of serial numbers, without a copy."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __len__(self) -> int:
        return len(self.data) // SERIAL_BYTES

    def __getitem__(self, index: int) -> bytes:  # type: ignore[override]
        return self.data[SERIAL_BYTES * index : SERIAL_BYTES * (index + 1)]


def _read(data: bytes) -> Crl:
    parts = list(_walk(data, *_whole(data)))
    if len(parts) != 3 or [tag for tag, _, _, _ in parts[:2]] != [0x30, 0x30]:
        raise Malformed("CertificateList")
    _, start, at, stop = parts[0]
    algorithm = der.read(data[parts[1][1] : parts[1][3]])
    fields = list(_walk(data, at, stop))
    rows = [data[first:last] for _, first, _, last in fields]
    if len(fields) < 5 or der.read(rows[0]).integer() != 1 or rows[1] != algorithm.raw:
        raise Malformed("TBSCertList")
    this_update = der.read(rows[3]).time()
    next_update, rest = _next_update(fields, rows)
    if next_update <= this_update:
        raise Malformed("nextUpdate before thisUpdate")
    listed = rest.pop(0) if rest and rest[0][0] == 0x30 else None
    if len(rest) != 1 or rest[0][0] != 0xA0:
        raise Malformed("TBSCertList")
    number, base = _numbers(der.read(data[rest[0][1] : rest[0][3]]))
    entries, removed = _entries(data, listed)
    if removed and base is None:
        raise Malformed("removeFromCRL in a full list")
    return Crl(
        issuer=der.read(rows[2]).expect(0x30).raw,
        this_update=this_update,
        next_update=next_update,
        number=number,
        base=base,
        entries=entries,
        removed=removed,
        sha256=hashlib.sha256(data).hexdigest(),
        tbs=data[start:stop],
        signature_oid=_algorithm_oid(algorithm),
        signature=der.read(data[parts[2][1] : parts[2][3]]).bits(),
    )


Place = tuple[int, int, int, int]  # tag, start, start of the content, end


def _whole(data: bytes) -> tuple[int, int]:
    tag, at, stop = der.header(data, 0, len(data))
    if tag != 0x30 or stop != len(data):
        raise Malformed("CertificateList")
    return at, stop


def _walk(data: bytes, at: int, stop: int) -> Iterator[Place]:
    while at < stop:
        tag, content, end = der.header(data, at, stop)
        yield tag, at, content, end
        at = end


def _next_update(fields: list[Place], rows: list[bytes]) -> tuple[datetime, list[Place]]:
    """RFC 5280 §5.1.2.5 requires it, and a list without it would never grow stale."""
    if fields[4][0] not in (0x17, 0x18):
        raise Malformed("no nextUpdate")
    return der.read(rows[4]).time(), fields[5:]


def _numbers(node: der.Node) -> tuple[int, int | None]:
    """CRL number and the base of a delta; unknown critical extensions are refused."""
    inner = node.children()
    found: dict[str, bytes] = {}
    for item in inner[0].expect(0x30).children() if len(inner) == 1 else ():
        oid, is_critical, value = _extension(item)
        if is_critical and oid not in _UNDERSTOOD:
            raise Malformed(f"critical extension {oid}")
        if oid in found:
            raise Malformed("the same extension twice")
        found[oid] = value
    if _NUMBER not in found:
        raise Malformed("no CRL number")
    number = der.read(found[_NUMBER]).integer()
    base = der.read(found[_DELTA]).integer() if _DELTA in found else None
    if not all(0 <= value < 1 << 8 * SERIAL_BYTES for value in (number, base or 0)):
        raise Malformed("CRL number")
    return number, base


def _entries(data: bytes, listed: Place | None) -> tuple[bytes, bytes]:
    """Serial numbers that are revoked, and those a delta takes back, each sorted."""
    revoked: list[bytes] = []
    removed: list[bytes] = []
    if listed is not None:
        for tag, _, at, stop in _walk(data, listed[2], listed[3]):
            if tag != 0x30:
                raise Malformed("entry")
            serial, is_removed = _entry(data, at, stop)
            (removed if is_removed else revoked).append(serial)
    return b"".join(sorted(revoked)), b"".join(sorted(removed))


def _entry(data: bytes, at: int, stop: int) -> tuple[bytes, bool]:
    tag, first, last = der.header(data, at, stop)
    serial = data[first:last]
    # Not below zero; one octet of zeros may stand before its highest bit.
    if tag != 0x02 or not serial or serial[0] & 0x80:
        raise Malformed("serial number")
    if len(serial) > 1 and not serial[0] and not serial[1] & 0x80:
        raise Malformed("serial number")
    tag, _, end = der.header(data, last, stop)
    if tag not in (0x17, 0x18):
        raise Malformed("revocationDate")
    is_removed = end < stop and _reason(data[end:stop]) == REMOVE_FROM_CRL
    number = serial.lstrip(b"\x00").rjust(SERIAL_BYTES, b"\x00")
    # A longer one would shift all that follow in the row.
    if len(number) != SERIAL_BYTES:
        raise Malformed("serial number")
    return number, is_removed


@lru_cache(maxsize=256)
def _reason(extensions: bytes) -> int | None:
    """reasonCode of an entry's extensions; a list has the same few octets over and over."""
    found = None
    for item in der.read(extensions).expect(0x30).children():
        oid, is_critical, value = _extension(item)
        if oid == _CERTIFICATE_ISSUER or (is_critical and oid != _REASON):
            raise Malformed("indirect list or critical extension")
        if oid == _REASON:
            found = der.read(value).integer()
    return found


def _extension(item: der.Node) -> tuple[str, bool, bytes]:
    """OID, whether it is critical, value."""
    fields = item.expect(0x30).children()
    if not 2 <= len(fields) <= 3:
        raise Malformed("extension")
    oid, *flag, value = fields
    return oid.oid(), bool(flag) and flag[0].boolean(), value.octets()


def _algorithm_oid(algorithm: der.Node) -> str:
    fields = algorithm.children()
    if not fields:
        raise Malformed("AlgorithmIdentifier")
    return fields[0].oid()


def _told(full: Crl, delta: Crl | None) -> dict[str, str]:
    told = {
        "number": str(full.number),
        "this_update": full.this_update.isoformat(),
        "next_update": full.next_update.isoformat(),
        "sha256": full.sha256,
    }
    if delta is not None:
        told |= {
            "delta_number": str(delta.number),
            "delta_this_update": delta.this_update.isoformat(),
            "delta_next_update": delta.next_update.isoformat(),
            "delta_sha256": delta.sha256,
        }
    return told
