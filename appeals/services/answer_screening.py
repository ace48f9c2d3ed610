"""The same screening as for citizens' texts, read for an answer."""

from agencies.models import Office
from agencies.selectors import tenure_of
from appeals.services.answer_words import stems
from core.localized import ORDER
from moderation.screening import screen

PERSONAL = frozenset({"iin", "bin", "phone", "email", "card", "iban", "address", "person"})
ROUGH = frozenset({"obscene", "threat", "hatred"})
# Names and addresses below this are guesses.
SURE = 0.85


def answer_marks(text: str, office: Office | None, named: str = "") -> set[str]:
    """Classes of what is personal or rough in these words. Whoever answers may be named, and
    ``named``: an author who shows the name in full."""
    own = stems(named) | (holder_stems(office) if office else set())
    found = set()
    for mark in screen("", text).marks:
        if mark.get("score", 1) < SURE and mark["class"] in PERSONAL:
            continue
        if mark["class"] == "person" and stems(text[mark["start"] : mark["end"]]) <= own:
            continue
        found.add(str(mark["class"]))
    return found & (PERSONAL | ROUGH)


def holder_stems(office: Office) -> set[str]:
    """The name of whoever holds the office now, in each language."""
    tenure = tenure_of(office)
    if tenure is None:
        return set()
    return {stem for code in ORDER for stem in stems(tenure.localized("person", code))}
