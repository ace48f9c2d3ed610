"""The past, for the demo: the real verbs run as if it were then.

Only the commands of this package use it, alone in their process. Nothing that serves people does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from django.utils import timezone

OPENS, CLOSES = time(9, 0), time(18, 0)
MINUTE = timedelta(minutes=1)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """``timezone.now()`` gives this moment inside the block."""
    real = timezone.now
    timezone.now = lambda: moment  # type: ignore[assignment]
    try:
        yield
    finally:
        timezone.now = real  # type: ignore[assignment]


def in_office_hours(moment: datetime) -> datetime:
    """The same moment, or the next one at which offices work; holidays are left to the law."""
    local = timezone.localtime(moment)
    if local.time() > CLOSES:
        local = _morning(local + timedelta(days=1))
    elif local.time() < OPENS:
        local = _morning(local)
    while local.weekday() >= 5:
        local = _morning(local + timedelta(days=1))
    return local


def _morning(local: datetime) -> datetime:
    """Nine and some minutes, the minutes of the moment itself, so that not all act at once."""
    return local.replace(hour=OPENS.hour)
