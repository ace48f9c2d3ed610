"""Calendar files as RFC 5545 wants them: lines of 75 octets, CRLF, texts escaped."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

ICAL_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Open Dialogue//Internet conferences//EN"
LINE_OCTETS = 75
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class CalendarEvent:
    """One event. Without ``ends_at`` it is a moment. ``sequence`` grows with every change."""

    uid: str
    summary: str
    description: str
    url: str
    starts_at: datetime
    ends_at: datetime | None
    changed_at: datetime
    sequence: int
    is_cancelled: bool


def ical(name: str, events: Iterable[CalendarEvent]) -> str:
    """The calendar as text. It names no method: whoever reads it adds it to a calendar."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{ical_text(name)}",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{ical_fold(line)}\r\n" for line in lines)


def ical_text(text: str) -> str:
    """A text as a value (3.3.11); control signs have no place in it."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", plain).translate(_ESCAPED)


def ical_fold(line: str) -> str:
    """Cut after 75 octets, never inside a letter (3.1)."""
    return "\r\n ".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    piece, size, most = "", 0, LINE_OCTETS
    for sign in line:
        octets = len(sign.encode("utf-8", "replace"))
        if size + octets > most:
            yield piece
            # The blank at the start of a continued line is one octet of it.
            piece, size, most = "", 0, LINE_OCTETS - 1
        piece += sign
        size += octets
    yield piece


def _event(event: CalendarEvent) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_moment(event.changed_at)}"
    yield f"LAST-MODIFIED:{_moment(event.changed_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART:{_moment(event.starts_at)}"
    if event.ends_at:
        yield f"DTEND:{_moment(event.ends_at)}"
    yield f"SUMMARY:{ical_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{ical_text(event.description)}"
    yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
