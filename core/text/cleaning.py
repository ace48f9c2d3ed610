"""Text as it is stored, signed and shown: what you see is what is there."""

import re
import unicodedata

LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# Letters and marks that show nothing: the grapheme joiner, Hangul and Khmer fillers, the braille
# blank, and the sign that stands for a lost object.
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")
# Controls, formats (bidi, zero width, tags), private use, halves of surrogate pairs.
UNWANTED = frozenset({"Cc", "Cf", "Co", "Cs"})
JOINER = "\u200d"
EMOJI_STYLE = "\ufe0f"
KEYCAP = "\u20e3"
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d]")
# No language here puts more marks than two on one letter; more is scribble over other lines.
MARKS_ON_A_LETTER = 2


def clean_text(value: str) -> str:
    """One normal form: NFC, plain spaces and line ends, nothing invisible, no edges of space.

    Cleaning twice changes nothing, so the signed text and the stored text are the same.
    """
    text = LINE_ENDS.sub("\n", value or "")
    # Composing may follow only when what stood between the letter and its mark is gone.
    text = unicodedata.normalize("NFC", _without_invisible(text))
    text = _without_scribble(text)
    lines = (line.strip() for line in text.split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def is_blank(value: str) -> bool:
    """Whether there is no letter, digit or sign to be read."""
    return not any(unicodedata.category(char)[0] in "LNPS" for char in clean_text(value))


def _without_invisible(text: str) -> str:
    kept: list[str] = []
    for index, char in enumerate(text):
        if char == "\n":
            kept.append(char)
        elif char == "\t" or unicodedata.category(char) == "Zs":
            kept.append(" ")
        elif char in (JOINER, EMOJI_STYLE):
            if _belongs_to_emoji(char, kept, text[index + 1 : index + 2]):
                kept.append(char)
        elif not _is_unwanted(char):
            kept.append(char)
    return "".join(kept)


def _is_unwanted(char: str) -> bool:
    return (
        char in INVISIBLE
        or unicodedata.category(char) in UNWANTED
        or bool(SELECTORS.match(char))
        or _is_noncharacter(ord(char))
    )


def _is_noncharacter(code: int) -> bool:
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _belongs_to_emoji(char: str, before: list[str], after: str) -> bool:
    """A joiner stands between two pictures, a style sign after one (or after a keycap's digit)."""
    last = before[-1] if before else ""
    if char == JOINER:
        return (_is_picture(last) or last == EMOJI_STYLE) and _is_picture(after)
    return _is_picture(last) or (last in tuple("0123456789#*") and after == KEYCAP)


def _is_picture(char: str) -> bool:
    # Sk are the skin tones; Cn are pictures newer than this Python's tables.
    return bool(char) and (
        unicodedata.category(char) == "So"
        or 0x1F000 <= ord(char) <= 0x1FAFF
        or 0x2190 <= ord(char) <= 0x2BFF
    )


def _without_scribble(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= MARKS_ON_A_LETTER:
            kept.append(char)
    return "".join(kept)
