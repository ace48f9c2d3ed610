"""A public text cut into what is read and what was taken out.

The words taken out are NOT in the public body: each gap stands there as ``wording.GAP`` and a cut
names its place and ground. So no projection, dump or index of public texts can leak them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

GAP_CODE_DEFAULT = "other"


@dataclass(frozen=True)
class Segment:
    """A piece of text, or a gap with the code of its ground."""

    text: str = ""
    ground: str = ""

    @property
    def is_gap(self) -> bool:
        """Something was taken out here."""
        return bool(self.ground)


def segments_of(body: str, cuts: Sequence[dict[str, Any]]) -> tuple[Segment, ...]:
    """Cut ``body`` at ``cuts`` (``{"start", "end", "ground"}``, sorted, not overlapping)."""
    pieces: list[Segment] = []
    at = 0
    for cut in sorted(cuts, key=lambda item: item["start"]):
        if cut["start"] > at:
            pieces.append(Segment(text=body[at : cut["start"]]))
        pieces.append(Segment(ground=cut.get("ground") or GAP_CODE_DEFAULT))
        at = max(at, cut["end"])
    if at < len(body):
        pieces.append(Segment(text=body[at:]))
    return tuple(pieces)
