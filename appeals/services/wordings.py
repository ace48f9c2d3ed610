"""What people type into a verb: cleaned, never empty, never endless."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.text import clean_text, is_blank

REASON_LENGTH = 2_000
TEXT_LENGTH = 10_000


def words_check(
    text: str, *, missing: str | Promise, code: str = "reason_missing", longest: int = REASON_LENGTH
) -> str:
    """The words, cleaned. ``Refused``: ``code`` when nothing was written, ``too_long``."""
    text = clean_text(text)
    if is_blank(text):
        raise Refused(missing, code=code)
    return length_check(text, longest)


def length_check(text: str, longest: int = REASON_LENGTH) -> str:
    """``Refused`` with ``too_long`` above so many characters."""
    if len(text) > longest:
        raise Refused(
            _("Write it in at most %(count)d characters.") % {"count": longest}, code="too_long"
        )
    return text
