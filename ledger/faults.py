"""What a check of the events reports."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was written.

    ``fault``: ``changed`` (an event doesn't follow the one before it: its fields are not those that
    were written, or another stands before it), ``missing`` (events of an object are gone, from
    ``sequence`` up to ``until``; the one after them can't be proven any more), ``reordered`` (an
    event as it was written, but in another place: ``detail`` says where it was), ``anchor_events``
    (the events above ``after`` up to ``until`` are not those that were anchored: ``detail`` has the
    numbers), ``anchor_changed``, ``anchor_missing``, ``anchor_unlinked``, ``anchor_seal``,
    ``anchor_not_as_kept``.
    """

    fault: str
    event: int | None = None
    object: str | None = None
    sequence: int | None = None
    anchor: int | None = None
    after: int | None = None
    until: int | None = None
    detail: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Its JSON: what is known of it."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}
