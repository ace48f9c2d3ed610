"""Where somebody lives, in a text. A house with a flat is somebody's home; a house alone may be
the place of a broken lamp, so it scores less. Addresses of people are what a moderator looks at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HOME, HOUSE = 0.95, 0.6
_S = "[ \u00a0]"
_GAP = f"(?:,?{_S}{{1,2}}|,)"
_NUMBER = r"\d{1,4}(?:[ \u00a0]?[абвгдАБВГД](?!\w))?(?:/\d{1,4})?(?!\d)(?!\.\d)"
_STREET = (
    r"(?:улиц[аеуы]|ул\.?|проспект[а-я]{0,2}|пр-т|пр\.|переулк?[а-я]{0,3}|пер\.|мкр\.?|мкрн\.?"
    r"|микрорайон[а-я]{0,2}|м-н|бульвар[а-я]{0,2}|б-р|шоссе|тупик[а-я]{0,2})"
)
_NAME = r"[«\"]?[\w.-]{1,30}[»\"]?"
_RU_HOUSE = rf"(?:(?:дом[а-я]{{0,2}}|д\.?|үй){_S}?№?{_S}?)?({_NUMBER})"
_RU_FLAT = (
    rf"(?:{_GAP}(?:квартир[аеуы]|кв\.?|пәтер){_S}?№?{_S}?\d{{1,4}}|{_S}?[-–]{_S}?\d{{1,4}})(?!\d)"
)
RUSSIAN = re.compile(
    rf"(?<!\w){_STREET}{_S}?№?{_S}?{_NAME}(?:{_S}{_NAME}){{0,2}}?{_GAP}{_RU_HOUSE}({_RU_FLAT})?",
    re.IGNORECASE,
)
HOUSE_FLAT = re.compile(
    rf"(?<!\w)(?:дом[а-я]{{0,2}}|д\.){_S}?№?{_S}?{_NUMBER}{_GAP}"
    rf"(?:квартир[аеуы]|кв\.?){_S}?№?{_S}?\d{{1,4}}(?!\d)",
    re.IGNORECASE,
)
_KK_HOUSE = rf"№?{_S}?{_NUMBER}{_S}?-?{_S}?үй\w{{0,8}}"
_KK_FLAT = rf"{_GAP}№?{_S}?\d{{1,4}}{_S}?-?{_S}?пәтер\w{{0,8}}"
KAZAKH = re.compile(
    r"(?<!\w)(?:көше\w{0,8}|к-сі|даңғыл\w{0,8}|тұйығ\w{0,6}|(?:шағын|ықшам)[ \u00a0]?аудан\w{0,6}"
    rf"|мкр\.?|мөлтек[ \u00a0]?аудан\w{{0,6}}){_GAP}(?:{_KK_HOUSE}|{_NUMBER})"
    rf"({_KK_FLAT}|{_S}?[-–]{_S}?\d{{1,4}}(?!\w))?",
    re.IGNORECASE,
)
KAZAKH_FLAT = re.compile(rf"(?<![\w-]){_KK_HOUSE}{_KK_FLAT}", re.IGNORECASE)
_EN_KIND = r"(?:street|st\.?|avenue|ave\.?|road|lane|microdistrict)"
_EN_FLAT = rf"{_GAP}(?:apartment|apt\.?|flat|unit|#){_S}?№?\d{{1,4}}(?!\d)"
ENGLISH = re.compile(
    rf"(?<![\w.])(?:\d{{1,4}}{_S}(?:[A-Z][\w-]{{1,25}}{_S}){{1,3}}(?i:{_EN_KIND})(?!\w)"
    rf"|(?:[A-Z][\w-]{{1,25}}{_S}){{1,2}}(?i:{_EN_KIND}){_GAP}(?i:house{_S})?\d{{1,4}}(?!\d))"
    rf"((?i:{_EN_FLAT}))?"
)
# Words that name the street, right before its kind in Kazakh.
BEFORE = re.compile(rf"(?:[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w.-]{{0,30}}{_S}|\d{{1,3}}-?{_S}){{1,3}}$")
BEFORE_LENGTH = 90
NOT_HOUSE = re.compile(
    r"[ \u00a0]?-?(?:год|жыл|г\.|метр|км|шт|раз|фонар|кабинет|сот)", re.IGNORECASE
)


@dataclass(frozen=True, order=True)
class Found:
    """A stretch of the text and how sure we are of it."""

    start: int
    end: int
    score: float


def find_addresses(text: str) -> list[Found]:
    """Addresses in order; where two readings overlap the longer one stays."""
    found: list[Found] = []
    for one in sorted(_all(text), key=lambda found: (found.start, -found.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
        elif one.end > found[-1].end:
            last = found[-1]
            found[-1] = Found(last.start, one.end, max(last.score, one.score))
    return found


def _all(text: str) -> Iterator[Found]:
    for match in RUSSIAN.finditer(text):
        if match[2] or not NOT_HOUSE.match(text, match.end()):
            yield Found(*match.span(), HOME if match[2] else HOUSE)
    for match in KAZAKH.finditer(text):
        begin = max(0, match.start() - BEFORE_LENGTH)
        name = BEFORE.search(text[begin : match.start()])
        start = begin + name.start() if name else match.start()
        if name and (match[1] or not NOT_HOUSE.match(text, match.end())):
            yield Found(start, match.end(), HOME if match[1] else HOUSE)
    for pattern in (HOUSE_FLAT, KAZAKH_FLAT):
        for match in pattern.finditer(text):
            yield Found(*match.span(), HOME)
    for match in ENGLISH.finditer(text):
        yield Found(*match.span(), HOME if match[1] else HOUSE)
