"""Which application a colleague means by what was typed: a number whole, short or in a hurry."""

import re

from django.utils import timezone

WHOLE = re.compile(r"OD[-\s]?(\d{4})[-\s]?(\d{1,8})(?:-(\d{1,3}))?", re.IGNORECASE)
YEAR_AND_COUNT = re.compile(r"(\d{4})[-/](\d{1,8})(?:-(\d{1,3}))?")
COUNT = re.compile(r"\d{1,8}")
YEARS = 3


def numbers_said(text: str) -> list[str]:
    """The numbers it may be: ``OD-2026-00000012``, ``2026-12``, or ``12`` of the last years.

    Empty when it isn't a number at all, so that it is words. A part keeps its fraction.
    """
    text = text.strip()
    if whole := WHOLE.fullmatch(text) or YEAR_AND_COUNT.fullmatch(text):
        year, count, part = whole.groups()
        return [_number(int(year), int(count)) + (f"-{int(part)}" if part else "")]
    if COUNT.fullmatch(text):
        now = timezone.localdate().year
        return [_number(year, int(text)) for year in range(now, now - YEARS, -1)]
    return []


def _number(year: int, count: int) -> str:
    return f"OD-{year}-{count:08d}"
