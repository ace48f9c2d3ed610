"""Alphabetical order without the database's help: some servers know no Kazakh collation."""

_KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_RANK = {letter: f"{index:02d}" for index, letter in enumerate(_KAZAKH)}


def sort_key(text: str, language: str) -> str:
    """A key whose plain order is the alphabetical one: Kazakh Cyrillic covers Russian too."""
    lowered = " ".join(text.lower().split())
    if language == "en":
        return lowered[:300]
    return "".join(_RANK.get(sign, sign) for sign in lowered)[:300]
