"""How many parts an SMS is sent and paid in (3GPP TS 23.038 and 23.040)."""

from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Written with an escape before them: two places each.
EXTENDED = frozenset("^{}\\[~]|€\f")
GSM7, UCS2 = "GSM-7", "UCS-2"
# Places in a message alone, and in each part of a longer one.
ALONE, TOGETHER = {GSM7: 160, UCS2: 70}, {GSM7: 153, UCS2: 67}


@dataclass(frozen=True)
class SmsSize:
    """``encoding``, ``places`` taken, ``parts`` it is sent in."""

    encoding: str
    places: int
    parts: int


def sms_size(text: str) -> SmsSize:
    """What a text costs. One letter outside the small alphabet (all of Cyrillic) makes it UCS-2."""
    encoding = GSM7 if all(sign in BASIC or sign in EXTENDED for sign in text) else UCS2
    widths = [_width(sign, encoding) for sign in text]
    places = sum(widths)
    if places <= ALONE[encoding]:
        return SmsSize(encoding, places, 1)
    return SmsSize(encoding, places, _parts(widths, TOGETHER[encoding]))


def _width(sign: str, encoding: str) -> int:
    return 1 + (sign in EXTENDED if encoding == GSM7 else ord(sign) > 0xFFFF)


def _parts(widths: list[int], room: int) -> int:
    """A sign of two places is not cut in half."""
    parts, taken = 1, 0
    for width in widths:
        if taken + width > room:
            parts, taken = parts + 1, 0
        taken += width
    return parts
