"""What is looked for before a moderator sees a text. Screening proposes; it never refuses."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.text import find_personal, mask
from moderation.wording import GAP, Wording, take_out

PERSONAL = "personal-data"
CLASSES = {
    "iin": _("IIN"),
    "bin": _("BIN"),
    "phone": _("phone"),
    "email": _("e-mail"),
    "card": _("card number"),
    "iban": _("account number"),
}


@dataclass(frozen=True)
class Screened:
    """The wording proposed to the public and what was found, in characters of the original."""

    wording: Wording
    marks: list[dict[str, Any]]


def screen(subject: str, body: str) -> Screened:
    """Mask personal data. In the body each gap has its ground; a subject holds no cuts."""
    marks = find_personal(body)
    cuts = [{"start": mark.start, "end": mark.end, "ground": PERSONAL} for mark in marks]
    hidden = mask(subject, find_personal(subject), cover=GAP)
    return Screened(
        take_out(hidden, body, cuts),
        [{"class": mark.class_, "start": mark.start, "end": mark.end} for mark in marks],
    )
