"""How many signatures are checked at once on this machine.

A check may wait for the certification authority. Were every process of the web server to wait,
nobody could read a page; so a few slots are shared by all processes, and whoever finds none free
is asked to try again in a moment. A slot is a lock on a file: it ends with its process.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from signing.eds.refusals import Refusal


@contextmanager
def slot(folder: Path, count: int) -> Iterator[None]:
    """One of ``count`` slots for the length of the block; ``Refusal`` busy when all are taken."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = _take(folder, count)
    if taken is None:
        raise Refusal("busy")
    try:
        yield
    finally:
        os.close(taken)


def _take(folder: Path, count: int) -> int | None:
    for number in range(count):
        handle = os.open(folder / f"eds-{number}", os.O_RDWR | os.O_CREAT, 0o600)
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        os.close(handle)
    return None
