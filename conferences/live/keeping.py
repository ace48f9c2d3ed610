"""Readings kept in this process: at most a second old, and never more than a few."""

import threading
import time
from collections import OrderedDict
from typing import TypeVar

from conferences.live.readings import Reading, reading_make

FRESH_SECONDS = 1.0
READINGS_KEPT = 32
# Made-up keys are remembered as well, so that asking for one again costs no query.
UNKNOWN_KEPT = 1_000

Kept = TypeVar("Kept")

_lock = threading.Lock()
_readings: OrderedDict[str, tuple[float, Reading]] = OrderedDict()
_unknown: OrderedDict[str, float] = OrderedDict()


def reading_of(key: str) -> Reading | None:
    """The conference as it was within the last second; None when there is none for the public.

    One thread reads at a time; the others wait for what it finds.
    """
    with _lock:
        now = time.monotonic()
        kept = _readings.get(key)
        if kept is not None and now - kept[0] < FRESH_SECONDS:
            _readings.move_to_end(key)
            return kept[1]
        if now - _unknown.get(key, -FRESH_SECONDS) < FRESH_SECONDS:
            return None
        return _read(key, kept[1] if kept else None, now)


def readings_forget() -> None:
    """Nothing is known any more; for tests."""
    with _lock:
        _readings.clear()
        _unknown.clear()


def _read(key: str, before: Reading | None, now: float) -> Reading | None:
    # The age counts from the beginning: what is committed meanwhile may not be in it.
    made = reading_make(key, before)
    if made is None:
        _readings.pop(key, None)
        _put(_unknown, key, now, UNKNOWN_KEPT)
        return None
    _unknown.pop(key, None)
    _put(_readings, key, (now, made), READINGS_KEPT)
    return made


def _put(kept: OrderedDict[str, Kept], key: str, value: Kept, most: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
