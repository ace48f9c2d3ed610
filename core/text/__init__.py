"""The one place for reading what people write: cleaning, language, personal data."""

from core.text.cleaning import clean_text, is_blank
from core.text.language import detect_language
from core.text.personal import Mark, find_personal, is_bin, is_iin, is_iin_or_bin, mask

__all__ = [
    "Mark",
    "clean_text",
    "detect_language",
    "find_personal",
    "is_bin",
    "is_blank",
    "is_iin",
    "is_iin_or_bin",
    "mask",
]
