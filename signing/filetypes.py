"""What a file is, from its content alone; never from its name or what the browser claims."""

import io
import zipfile
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import filetype

from core.errors import Refused
from signing.limits import OFFICE_ENTRIES, OFFICE_UNPACKED_BYTES


@dataclass(frozen=True)
class Kind:
    """A kind of file that is accepted. The first extension is the usual one."""

    content_type: str
    extensions: tuple[str, ...]
    label: str | Promise
    picture: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = Kind("application/pdf", ("pdf",), _("a PDF document"))
JPEG = Kind("image/jpeg", ("jpg", "jpeg"), _("a JPEG picture"), picture="JPEG")
PNG = Kind("image/png", ("png",), _("a PNG picture"), picture="PNG")
WEBP = Kind("image/webp", ("webp",), _("a WEBP picture"), picture="WEBP")
DOCX = Kind(f"{_OFFICE}.wordprocessingml.document", ("docx",), _("a Word document"))
XLSX = Kind(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), _("an Excel table"))
ODT = Kind("application/vnd.oasis.opendocument.text", ("odt",), _("an ODT document"))
TEXT = Kind("text/plain; charset=utf-8", ("txt",), _("plain text"))

ALLOWED = (PDF, JPEG, PNG, WEBP, DOCX, XLSX, ODT, TEXT)
EXTENSIONS = {extension: kind for kind in ALLOWED for extension in kind.extensions}
BY_TYPE = {kind.content_type: kind for kind in ALLOWED}
# For the ``accept`` of a file field.
ACCEPT = ",".join(f".{extension}" for extension in EXTENSIONS)

ODT_MARK = b"mimetype" + ODT.content_type.encode()
# Windows, Linux, script, Java, and two of macOS.
PROGRAM_STARTS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
)
PAGE_STARTS = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?xml")
# What an office document carries when it can run code.
MACROS = ("vbaproject.bin", "vbadata.xml", "/activex/", "basic/script-lc.xml")


def kind_of(data: bytes) -> Kind | None:
    """The accepted kind these bytes are, or nothing."""
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data)
    guessed = filetype.guess(data)
    if guessed is not None:
        return BY_TYPE.get(guessed.mime)
    return TEXT if _is_text(data) else None


def looks_like(data: bytes) -> str | Promise:
    """What refused bytes seem to be, in words for people."""
    kind = kind_of(data)
    if kind is not None:
        return kind.label
    if data.startswith(PROGRAM_STARTS):
        return _("a program")
    if data[:200].lstrip().lower().startswith(PAGE_STARTS):
        return _("a web page")
    if data.startswith(b"PK"):
        return _("an archive")
    guessed = filetype.guess(data)
    return _group_label(guessed.mime if guessed else "")


def office_check(data: bytes) -> None:
    """Refuse documents with programs inside and zip bombs. Reads the table of names only."""
    entries = _entries(data)
    if len(entries) > OFFICE_ENTRIES or sum(e.file_size for e in entries) > OFFICE_UNPACKED_BYTES:
        raise Refused(_("This document is too large when it is unpacked."), code="file_bomb")
    if any(mark in f"/{entry.filename.lower()}" for entry in entries for mark in MACROS):
        raise Refused(
            _("This document has a program (macro) inside. Please save it without macros."),
            code="file_macro",
        )


def _office_kind(data: bytes) -> Kind | None:
    if data[30 : 30 + len(ODT_MARK)] == ODT_MARK:
        return ODT
    names = {entry.filename for entry in _entries(data)}
    if "[Content_Types].xml" not in names:
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _entries(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return []


def _is_text(data: bytes) -> bool:
    if data.startswith(PROGRAM_STARTS) or data[:200].lstrip().lower().startswith(PAGE_STARTS):
        return False
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(ord(char) < 32 and char not in "\t\n\r\f" for char in text)


def _group_label(mime: str) -> str | Promise:
    group = mime.partition("/")[0]
    if "executable" in mime or "msdownload" in mime:
        return _("a program")
    if any(word in mime for word in ("zip", "rar", "7z", "tar", "compress")):
        return _("an archive")
    labels = {"image": _("another kind of picture"), "audio": _("a sound"), "video": _("a video")}
    return labels.get(group, _("something else"))
