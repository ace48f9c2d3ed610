"""Pictures leave their metadata behind: place, time and owner of the camera."""

import io
import struct
import warnings
from typing import Any

from django.utils.translation import gettext_lazy as _

from PIL import Image, ImageOps

from core.errors import Refused
from signing.limits import PICTURE_PIXELS

# Everything Pillow raises on bytes that only pretend to be a picture.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error)
SAVE_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "optimize": True},
    "PNG": {"optimize": False},
    "WEBP": {"quality": 88, "method": 2},
}


def picture_clean(data: bytes, kind: str) -> bytes:
    """The same picture drawn anew, upright and without metadata. Only the first frame stays.

    ``kind`` is Pillow's name of the format; no other decoder is tried. The size is read from the
    header and refused before a pixel is unpacked.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[kind]) as picture:
                _check_pixels(picture)
                return _redraw(picture, kind)
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except BROKEN:
        raise Refused(
            _("This picture is damaged and can't be opened."), code="file_damaged"
        ) from None


def _check_pixels(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > PICTURE_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> Refused:
    return Refused(
        _("This picture has too many points. Please make it smaller."), code="file_pixels"
    )


def _redraw(picture: Image.Image, kind: str) -> bytes:
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    transparency = upright.info.get("transparency")
    # Pillow writes back what it finds here: EXIF, XMP, comments, colour profiles with names.
    upright.info = {} if transparency is None else {"transparency": transparency}
    out = io.BytesIO()
    upright.save(out, format=kind, **SAVE_OPTIONS[kind])
    return out.getvalue()
