"""The time mark of a recording, as people write it: ``5:30``, ``75:10`` or ``1:02:03``."""

import re

from django.utils.translation import gettext_lazy as _

from core.errors import Refused

MINUTE, HOUR = 60, 3600
LONGEST = 24 * HOUR
WRITTEN = re.compile(r"(?:(\d{1,2}):([0-5]\d)|(\d{1,3})):([0-5]\d)", re.ASCII)


def time_mark_read(written: str) -> int | None:
    """Seconds from the beginning; None where nothing is written. Refused: ``time_mark``."""
    said = written.strip()
    if not said:
        return None
    found = WRITTEN.fullmatch(said)
    if found is None:
        raise _unreadable()
    hours, minutes, only_minutes, seconds = (int(part or 0) for part in found.groups())
    return time_mark_check(hours * HOUR + (minutes + only_minutes) * MINUTE + seconds)


def time_mark_check(seconds: int) -> int:
    """The seconds, if a recording can be that long. Refused: ``time_mark``."""
    if not 0 <= seconds < LONGEST:
        raise _unreadable()
    return seconds


def _unreadable() -> Refused:
    return Refused(
        _("Write the time in the recording as minutes and seconds, for example 5:30 or 1:02:03."),
        code="time_mark",
    )
