"""The scan of an official letter: what it is, told from its content alone."""

import io
import warnings
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

import filetype
from PIL import Image

from core.errors import Refused

MEGA = 1024 * 1024
LETTER_BYTES = 10 * MEGA
PIXELS = 50_000_000
# Content type, extensions, Pillow's name for pictures.
KINDS: dict[str, tuple[tuple[str, ...], str]] = {
    "application/pdf": (("pdf",), ""),
    "image/jpeg": (("jpg", "jpeg"), "JPEG"),
    "image/png": (("png",), "PNG"),
}
ACCEPT = ",".join(
    f".{extension}" for extensions, _name in KINDS.values() for extension in extensions
)


@dataclass(frozen=True)
class Letter:
    """Checked bytes. The name is ours: names of files may tell names of people."""

    data: bytes
    content_type: str

    @property
    def name(self) -> str:
        """``letter.pdf`` and the like."""
        return f"letter.{KINDS[self.content_type][0][0]}"


def letter_check(upload: UploadedFile) -> Letter:
    """The letter of an upload; ``Refused`` says what is wrong with it."""
    if not upload.size:
        raise Refused(_("This file is empty."), code="file_empty")
    if upload.size > LETTER_BYTES:
        too_large = _("This file is larger than %(limit)s MB.") % {"limit": LETTER_BYTES // MEGA}
        raise Refused(too_large, code="file_too_large")
    data = upload.read()
    content_type = getattr(filetype.guess(data), "mime", "")
    extension = (upload.name or "").rpartition(".")[2].lower()
    if content_type not in KINDS:
        raise Refused(
            _("This is not a PDF, JPEG or PNG file. We look at what is inside, not at the name."),
            code="file_kind",
        )
    extensions, picture = KINDS[content_type]
    if extension not in extensions:
        message = _("What is inside doesn't fit the ending of the name. It should be .%(ending)s.")
        raise Refused(message % {"ending": extensions[0]}, code="file_mismatch")
    if picture:
        _check_picture(data, picture)
    return Letter(data=data, content_type=content_type)


def _check_picture(data: bytes, kind: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[kind]) as picture:
                _check_size(picture)
                picture.verify()
    except Refused:
        raise
    except Exception:  # Pillow raises almost anything on bytes that only pretend
        raise Refused(
            _("This picture is damaged and can't be opened."), code="file_damaged"
        ) from None


def _check_size(picture: Any) -> None:
    width, height = picture.size
    if width * height > PIXELS:
        raise Refused(
            _("This picture has too many points. Please make it smaller."), code="file_pixels"
        )
