"""Where a question may go in the hall, and when: one table, pure functions."""

from datetime import datetime

from conferences.phases import Phase, Timed, phase_of
from conferences.states import Place

# From the left a question may go to any on the right; what a slip of the hand did can be undone.
MOVES: dict[Place, tuple[Place, ...]] = {
    Place.QUEUE: (Place.SENT, Place.NOW, Place.SKIPPED),
    Place.SENT: (Place.NOW, Place.SKIPPED, Place.QUEUE),
    Place.NOW: (Place.DONE, Place.SKIPPED, Place.SENT, Place.QUEUE),
    Place.DONE: (Place.NOW, Place.QUEUE),
    Place.SKIPPED: (Place.SENT, Place.QUEUE),
}
# Where the one answered before goes when the next one is called.
AFTER_NOW = Place.DONE
RUNNING = (Phase.OPEN, Phase.CLOSED, Phase.ANSWERING)


def place_allowed(before: str, after: str) -> bool:
    """The table lets a question go from one place to the other."""
    return Place(after) in MOVES[Place(before)]


def is_running(times: Timed, now: datetime) -> bool:
    """The queue is kept at this moment: from the opening until the summary is out."""
    return phase_of(times, now) in RUNNING
