"""A strict reader of DER (X.690 §10, §11): one encoding of a value, or none at all.

Everything that comes from outside is read here before anything is believed. Lengths are minimal
and definite, nothing follows the end, depth and number of nodes are limited, so a hostile input
costs no more than an honest one. ``Malformed`` is the only exception.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

MAX_DEPTH, MAX_NODES, MAX_OID = 32, 20_000, 128

_BOOLEAN, _INTEGER, _BITS, _OCTETS, _NULL, _OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
_ENUMERATED, _UTC_TIME, _GENERALIZED_TIME = 0x0A, 0x17, 0x18
_SEQUENCE, _SET = 0x30, 0x31
_CONSTRUCTED, _CLASS, _HIGH_TAG = 0x20, 0xC0, 0x1F

_TEXT = {0x0C: "utf-8", 0x12: "ascii", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii"}
_TEXT |= {0x1A: "ascii", 0x1C: "utf-32-be", 0x1E: "utf-16-be"}

_UTC_FORM = re.compile(rb"\d{12}Z")
_GENERALIZED_FORM = re.compile(rb"(\d{14})(?:\.(\d{0,5}[1-9]))?Z")


class Malformed(Exception):
    """Not the strict DER of what it should be."""


class Node:
    """One element: ``tag`` is its identifier octet, ``content`` its value, ``raw`` all of it."""

    __slots__ = ("_children", "content", "raw", "tag")

    def __init__(self, tag: int, content: bytes, raw: bytes, children: list["Node"]) -> None:
        self.tag = tag
        self.content = content
        self.raw = raw
        self._children = children

    def expect(self, tag: int) -> "Node":
        """Itself, if it has this tag."""
        if self.tag != tag:
            raise Malformed(f"tag {self.tag:#04x} where {tag:#04x} belongs")
        return self

    def children(self) -> list["Node"]:
        """The elements inside a constructed one; a list of the caller's own."""
        if not self.tag & _CONSTRUCTED:
            raise Malformed("a primitive element has no parts")
        return list(self._children)

    def boolean(self) -> bool:
        """BOOLEAN; checked when it was read."""
        return self.expect(_BOOLEAN).content == b"\xff"

    def integer(self) -> int:
        """INTEGER or ENUMERATED."""
        if self.tag != _ENUMERATED:
            self.expect(_INTEGER)
        return int.from_bytes(self.content, "big", signed=True)

    def octets(self) -> bytes:
        """OCTET STRING."""
        return self.expect(_OCTETS).content

    def bits(self) -> bytes:
        """BIT STRING of whole octets."""
        content = self.expect(_BITS).content
        if content[0]:
            raise Malformed("a bit string that ends within an octet")
        return content[1:]

    def named_bits(self) -> set[int]:
        """Numbers of the bits that are set in a BIT STRING with named bits (X.690 §11.2.2)."""
        content = self.expect(_BITS).content
        unused, value = content[0], content[1:]
        if value and not value[-1] >> unused & 1:
            raise Malformed("named bits with zeros at the end")
        return {
            8 * index + bit
            for index, octet in enumerate(value)
            for bit in range(8)
            if octet << bit & 0x80
        }

    def oid(self) -> str:
        """OBJECT IDENTIFIER with dots."""
        arcs, value = [], 0
        for octet in self.expect(_OID).content:
            value = value << 7 | octet & 0x7F
            if not octet & 0x80:
                arcs.append(value)
                value = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))

    def text(self) -> str:
        """A character string of one of the kinds that stand in names."""
        encoding = _TEXT.get(self.tag)
        if encoding is None:
            raise Malformed("not a character string")
        try:
            return self.content.decode(encoding)
        except UnicodeDecodeError:
            raise Malformed("characters") from None

    def time(self) -> datetime:
        """UTCTime (until 2049) or GeneralizedTime, in UTC only (RFC 5280 §4.1.2.5)."""
        if self.tag == _UTC_TIME and _UTC_FORM.fullmatch(self.content):
            century = b"20" if self.content < b"50" else b"19"
            return _moment(century + self.content[:-1], b"")
        form = _GENERALIZED_FORM.fullmatch(self.content)
        if self.tag != _GENERALIZED_TIME or form is None:
            raise Malformed("time")
        return _moment(form[1], form[2] or b"")


def read(data: bytes) -> Node:
    """The one element that the data is, to its last octet."""
    reader = _Reader(bytes(data))
    node = reader.element(0, len(reader.data), 0)
    if len(node.raw) != len(reader.data):
        raise Malformed("octets after the end")
    return node


def retag(raw: bytes, tag: int) -> bytes:
    """The same element under another identifier octet ([0] of signed attributes as a SET)."""
    return bytes([tag]) + raw[1:]


def header(data: bytes, start: int, end: int) -> tuple[int, int, int]:
    """Identifier of the element at ``start``, where its content begins, where it ends (X.690
    §8.1, §10.1). For lists that are too long to become nodes."""
    if end - start < 2:
        raise Malformed("cut short")
    tag, length, at = data[start], data[start + 1], start + 2
    if tag & _HIGH_TAG == _HIGH_TAG or tag == 0:
        raise Malformed("tag")
    if length & 0x80:
        count = length & 0x7F
        field = data[at : min(at + count, end)]
        length = int.from_bytes(field, "big")
        if not 1 <= count <= 4 or len(field) != count or length < 0x80 or not field[0]:
            raise Malformed("length")
        at += count
    if length > end - at:
        raise Malformed("cut short")
    return tag, at, at + length


class _Reader:
    """Reads an element with everything inside it, counting nodes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.nodes = 0

    def element(self, start: int, end: int, depth: int) -> Node:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise Malformed("too deep or too many elements")
        tag, at, stop = header(self.data, start, end)
        content = self.data[at:stop]
        children = list(self._inside(at, stop, depth)) if tag & _CONSTRUCTED else []
        _check(tag, content)
        return Node(tag, content, self.data[start:stop], children)

    def _inside(self, at: int, stop: int, depth: int) -> Iterator[Node]:
        while at < stop:
            node = self.element(at, stop, depth + 1)
            yield node
            at += len(node.raw)


def _check(tag: int, content: bytes) -> None:
    """What DER says of the universal types, whether somebody looks at the value or not."""
    if tag & _CLASS:
        return
    # A SEQUENCE or SET is never primitive (X.690 §8.9.1, §8.11.1), everything else always (§10.2).
    if bool(tag & _CONSTRUCTED) != (tag | _CONSTRUCTED in (_SEQUENCE, _SET)):
        raise Malformed("primitive or constructed")
    check = _CHECKS.get(tag)
    if check is not None and not check(content):
        raise Malformed(f"value of tag {tag:#04x}")


def _is_integer(content: bytes) -> bool:
    if len(content) < 2:
        return len(content) == 1
    return not (content[0] == 0x00 and content[1] < 0x80) and not (
        content[0] == 0xFF and content[1] >= 0x80
    )


def _is_bits(content: bytes) -> bool:
    if not content or content[0] > 7:
        return False
    if len(content) == 1:
        return content[0] == 0
    return not content[-1] & ((1 << content[0]) - 1)


def _is_oid(content: bytes) -> bool:
    if not 0 < len(content) <= MAX_OID or content[-1] & 0x80:
        return False
    starts = b"\x00" + content[:-1]
    # An arc begins after an octet without the high bit; it never begins with 0x80.
    return not any(
        octet == 0x80 and not before & 0x80 for before, octet in zip(starts, content, strict=True)
    )


_CHECKS = {
    _BOOLEAN: lambda content: content in (b"\x00", b"\xff"),
    _INTEGER: _is_integer,
    _ENUMERATED: _is_integer,
    _BITS: _is_bits,
    _NULL: lambda content: not content,
    _OID: _is_oid,
}


def _moment(digits: bytes, fraction: bytes) -> datetime:
    micros = int(fraction.ljust(6, b"0")) if fraction else 0
    try:
        parsed = datetime.strptime(digits.decode(), "%Y%m%d%H%M%S")
    except ValueError:
        raise Malformed("time") from None
    return parsed.replace(microsecond=micros, tzinfo=UTC)
