"""What screening can find, and how sure it is of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# The ground of a gap over personal data, and over obscene words.
PERSONAL = "personal-data"
OBSCENE = "obscene"
CLASSES = {
    "iin": _("IIN"),
    "bin": _("BIN"),
    "phone": _("phone"),
    "email": _("e-mail"),
    "card": _("card number"),
    "iban": _("account number"),
    "address": _("address"),
    "person": _("name of a person"),
    "obscene": _("obscene language"),
    "threat": _("threat"),
    "hatred": _("call to hatred"),
    "unreadable": _("unreadable"),
    "abbreviation": _("unclear abbreviation"),
    "shouting": _("shouting"),
    "topic": _("words of another topic"),
    "spelling": _("spelling"),
}
PERSONAL_CLASSES = frozenset("iin bin phone email card iban address person".split())
# The number of an account is one for sure; a name or an address only from this score on.
SURE_ENOUGH = 0.85
# A moderator cannot look at more; a text with as many is seen anyway.
MOST = 400


@dataclass(frozen=True, order=True)
class ScreenMark:
    """A stretch of the text: ``text[start:end]``. ``score``: how sure, from 0 to 1.

    ``suggestion``: another spelling, or the key of another topic. ``words``: rows of the lists.
    """

    start: int
    end: int
    class_: str
    score: float = 1.0
    suggestion: str = ""
    words: tuple[int, ...] = ()

    @property
    def ground(self) -> str:
        """The ground on which the public wording leaves it out; empty: it stays."""
        if self.class_ in PERSONAL_CLASSES and self.score >= SURE_ENOUGH:
            return PERSONAL
        return OBSCENE if self.class_ == "obscene" and self.score >= SURE_ENOUGH else ""

    def as_dict(self) -> dict[str, Any]:
        """As it is stored with the text in the queue."""
        told: dict[str, Any] = {
            "class": self.class_,
            "start": self.start,
            "end": self.end,
            "score": round(self.score, 2),
        }
        if self.suggestion:
            told["suggestion"] = self.suggestion
        if self.words:
            told["words"] = list(self.words)
        return told


def gaps(marks: Iterable[ScreenMark]) -> list[dict[str, Any]]:
    """What leaves the public wording: cuts in order that never overlap.

    Marks that touch each other's words make one gap, on personal data where any of it is.
    """
    cuts: list[dict[str, Any]] = []
    for mark in sorted(mark for mark in marks if mark.ground):
        if cuts and mark.start < cuts[-1]["end"]:
            cuts[-1]["end"] = max(cuts[-1]["end"], mark.end)
            if mark.ground == PERSONAL:
                cuts[-1]["ground"] = PERSONAL
        else:
            cuts.append({"start": mark.start, "end": mark.end, "ground": mark.ground})
    return cuts
