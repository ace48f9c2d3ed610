"""Finding words where they must not be, whatever they are wrapped in."""

import base64
import binascii
import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote_plus

BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
PEM = re.compile(rb"-----BEGIN [A-Z ]+-----(.*?)-----END", re.DOTALL)
ESCAPED = re.compile(rb"\\u[0-9a-fA-F]{4}")
GZIP, ZIP, ZLIB = b"\x1f\x8b", b"PK\x03\x04", (b"x\x9c", b"x\x01", b"x\xda", b"x^")
DEPTH = 3


def layers(data: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """The data and everything that comes out when its wrappings are taken off."""
    yield data
    if not depth:
        return
    for inner in _unwrapped(data):
        yield from layers(inner, depth - 1)


def found(words: Iterable[str], data: bytes | str) -> set[str]:
    """Which of the words are in the data, wrapped or not, whatever their case."""
    raw = data.encode() if isinstance(data, str) else data
    pattern, names = _pattern(tuple(words))
    return {
        names[hit.group()]
        for layer in layers(raw)
        for hit in pattern.finditer(layer.decode("utf-8", "replace").casefold())
    }


@lru_cache(maxsize=50)
def _pattern(words: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """One expression for all the words, and whose each of its forms is."""
    names = {html.escape(word.casefold()): word for word in words}
    names |= {word.casefold(): word for word in words}
    # The longest first: a word that begins another one must not hide it.
    forms = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, forms)) or r"(?!)"), names


def _unwrapped(data: bytes) -> Iterator[bytes]:
    if data.startswith(GZIP):
        yield from _tried(gzip.decompress, data)
    if data.startswith(ZIP):
        yield from _members(data)
    if data.startswith(ZLIB):
        yield from _tried(zlib.decompress, data)
    if ESCAPED.search(data):
        yield ESCAPED.sub(lambda hit: _char(hit.group()), data)
    if b"%" in data:
        yield unquote_plus(data.decode("latin-1"), "latin-1").encode("latin-1", "replace")
    for block in PEM.finditer(data):
        yield from _tried(_base64, b"".join(block.group(1).split()))
    for hit in BASE64.finditer(data):
        yield from _tried(_base64, hit.group())


def _members(data: bytes) -> Iterator[bytes]:
    """What a workbook or an archive holds. Something broken that only begins like one has none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield archive.read(name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error):
        return


def _char(escape: bytes) -> bytes:
    return chr(int(escape[2:], 16)).encode("utf-8", "replace")


def _base64(data: bytes) -> bytes:
    plain = data.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    return base64.b64decode(plain + b"=" * (-len(plain) % 4))


def _tried(decode: object, data: bytes) -> Iterator[bytes]:
    try:
        yield decode(data)  # type: ignore[operator]
    except (OSError, EOFError, ValueError, zlib.error, binascii.Error):
        return
