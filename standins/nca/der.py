"""Writes DER (X.690): every function returns the whole element, tag and length included."""

from collections.abc import Iterable
from datetime import UTC, datetime

SEQUENCE, SET = 0x30, 0x31


def tlv(tag: int, content: bytes) -> bytes:
    return bytes([tag]) + length(len(content)) + content


def length(size: int) -> bytes:
    if size < 128:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets


def sequence(*parts: bytes) -> bytes:
    return tlv(SEQUENCE, b"".join(parts))


def set_of(parts: Iterable[bytes], *, canonical: bool = True) -> bytes:
    """SET OF; ``canonical=False`` keeps the given order, which DER forbids (X.690, 11.6)."""
    return tlv(SET, b"".join(sorted(parts) if canonical else parts))


def explicit(number: int, *parts: bytes) -> bytes:
    """[number] around whole elements; also [number] IMPLICIT of a constructed one's content."""
    return tlv(0xA0 | number, b"".join(parts))


def implicit(number: int, content: bytes) -> bytes:
    """[number] IMPLICIT of a primitive."""
    return tlv(0x80 | number, content)


def integer(value: int) -> bytes:
    return tlv(0x02, integer_content(value))


def integer_content(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)


def enumerated(value: int) -> bytes:
    return tlv(0x0A, bytes([value]))


def boolean(value: bool) -> bytes:
    return tlv(0x01, b"\xff" if value else b"\x00")


def null() -> bytes:
    return tlv(0x05, b"")


def octets(content: bytes) -> bytes:
    return tlv(0x04, content)


def bits(content: bytes, unused: int = 0) -> bytes:
    return tlv(0x03, bytes([unused]) + content)


def oid(dotted: str) -> bytes:
    first, second, *others = map(int, dotted.split("."))
    return tlv(0x06, b"".join(map(_base128, (first * 40 + second, *others))))


def _base128(value: int) -> bytes:
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F | 0x80)
    return bytes(reversed(groups))


def utf8(text: str) -> bytes:
    return tlv(0x0C, text.encode())


def printable(text: str) -> bytes:
    return tlv(0x13, text.encode("ascii"))


def ia5(text: str) -> bytes:
    return tlv(0x16, text.encode("ascii"))


def generalized_time(moment: datetime) -> bytes:
    return tlv(0x18, moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


def time(moment: datetime) -> bytes:
    """UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5)."""
    if 1950 <= moment.astimezone(UTC).year < 2050:
        return tlv(0x17, moment.astimezone(UTC).strftime("%y%m%d%H%M%SZ").encode())
    return generalized_time(moment)


def algorithm(dotted: str, *parameters: bytes) -> bytes:
    """AlgorithmIdentifier; the parameters are NULL unless given."""
    return sequence(oid(dotted), *(parameters or (null(),)))
