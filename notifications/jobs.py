"""Timed work of notices."""

from datetime import timedelta

from ledger.schedule import SomeFailed, job
from notifications.services.announcing import announcement_next
from notifications.services.digesting import digests_make

# Batches of one run; what is left comes with the next, so that other jobs have their turn.
BATCHES = 40


@job("notifications.announce", every=timedelta(seconds=10))
def announce_all() -> None:
    """Write notices to those who follow what was announced."""
    passed: list[int] = []
    for _batch in range(BATCHES):
        if announcement_next(passed) is None:
            break
    if passed:
        raise SomeFailed(f"{len(passed)} could not be told")


@job("notifications.digests", every=timedelta(minutes=5))
def digests() -> None:
    """Make the digests that are due."""
    digests_make()
