"""Whether a text names a person."""

import re
from collections.abc import Mapping

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# What changes at the end of Russian names with the case; Kazakh names only grow.
ENDINGS = ("ая", "яя", "ий", "ый", "ой", "а", "я")
SHORT = 4


def names_person(text: str, person: Mapping[str, str]) -> bool:
    """Surname or patronymic stands in the text, in whatever case.

    First names are ordinary words too often; with the surname they are found anyway.
    """
    words = {word.casefold() for word in WORD.findall(text)}
    names = (person.get(part, "").casefold() for part in ("surname", "patronymic"))
    return any(_stands(name, words) for name in names if name)


def _stands(name: str, words: set[str]) -> bool:
    base = _base(name)
    if len(base) < SHORT:
        return name in words
    return any(word.startswith(base) for word in words)


def _base(name: str) -> str:
    for ending in ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name
