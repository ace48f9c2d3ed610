"""Reads just enough of DER to answer OCSP and time-stamp requests; the product's reader is strict.

Also turns DER into the BER that a strict reader must refuse.
"""

from collections.abc import Iterator

from . import der


class Unreadable(ValueError):
    """What came is no request; the web answers 400."""


def element(data: bytes) -> tuple[int, bytes, bytes]:
    """The first element: its tag, its content and what follows it."""
    if len(data) < 2:
        raise Unreadable("cut off")
    tag, size, start = data[0], data[1], 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(data[2:start], "big")
    if len(data) < start + size:
        raise Unreadable("cut off")
    return tag, data[start : start + size], data[start + size :]


def elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Every element of a constructed one, as tag and content."""
    while content:
        tag, inner, content = element(content)
        yield tag, inner


def path(data: bytes, *steps: int) -> bytes:
    """Content of the element found by going into the n-th child at every step."""
    content = element(data)[1]
    for step in steps:
        found = list(elements(content))
        if step >= len(found):
            raise Unreadable("an element is missing")
        content = found[step][1]
    return content


def indefinite(data: bytes) -> bytes:
    """The same values in BER with indefinite lengths wherever an element has others inside."""
    tag, content, rest = element(data)
    if rest:
        raise Unreadable("something follows")
    return _indefinite(tag, content)


def _indefinite(tag: int, content: bytes) -> bytes:
    if not tag & 0x20:
        return der.tlv(tag, content)
    inner = b"".join(_indefinite(*child) for child in elements(content))
    return bytes([tag, 0x80]) + inner + b"\x00\x00"
