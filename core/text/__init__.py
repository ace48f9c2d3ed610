"""The one place for reading what people write: cleaning, language, personal data."""

from core.text.addresses import find_addresses
from core.text.cleaning import clean_text, is_blank
from core.text.language import detect_language
from core.text.personal import Mark, find_personal, is_bin, is_iin, is_iin_or_bin, mask
from core.text.persons import find_persons

__all__ = [
    "Mark",
    "clean_text",
    "detect_language",
    "find_addresses",
    "find_personal",
    "find_persons",
    "is_bin",
    "is_blank",
    "is_iin",
    "is_iin_or_bin",
    "mask",
]
