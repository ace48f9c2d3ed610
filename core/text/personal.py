"""Personal data in a text: where it stands, and the text with it covered.

A proposal for a moderator, not a verdict. Numbers with a check digit are checked, so that laws,
dates, sums and the portal's own numbers are left alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

COVER = "***"
LONGEST = 19
FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
# What people put between digits; the zero-width ones are a disguise.
GAP = "[ \u00a0\u2009\u202f\u200b-\u200f\u2060\ufeff.\\-\u2010-\u2015_·]{0,3}"

EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]+\s?(?:@|\(at\)|\[at\]|\(собака\))\s?"
    r"(?:[\w-]+(?:\.| \. ))+(?:[a-z]{2,}|рф|қаз)(?!\w)",
    re.IGNORECASE,
)
IBAN = re.compile(
    rf"(?<!\w)[KkКк]{GAP}[ZzЗз](?:{GAP}\d){{2}}(?:{GAP}[0-9A-Za-zАВЕКМНОРСТХавекмнорстх]){{16}}(?!\w)"
)
# Letters that look alike on a Kazakh or Russian keyboard.
LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХЗ", "ABEKMHOPCTXZ")
# +7 701 …, 8 (7172) …, and a bare mobile number. City and mobile codes begin with 7.
PHONE = re.compile(
    rf"(?<![\d+])(?:(?:\+{GAP})?[78]{GAP}\(?{GAP}7|\(?7(?=0[0-8]|47|5[01]|6[0-4]|7[1-8]))"
    rf"(?:{GAP}[()]?{GAP}\d){{9}}(?!\d)"
)
RUN = re.compile(rf"\d+(?:{GAP}\d+)*")
GROUP = re.compile(r"\d+")

MONEY = (
    r"\s?(?:(?:тнг|тг|kzt|млн|млрд|тыс|мың|usd|eur)(?!\w)|тенге|теңге|миллион|миллиард|тысяч|рубл"
    r"|руб\.|доллар|[₸₽$€%])"
)
DAY, MONTH, YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
# Never part of a personal number.
NOT_PERSONAL = re.compile(
    r"\b[^\W\d_]{2}-\d{4}-\d{8}(?:/\d+)?\b"  # a number of this portal or of e-Otinish
    rf"|(?<!\d){DAY}[./-]{MONTH}[./-]{YEAR}(?!\d)"
    rf"|(?<!\d){YEAR}-{MONTH}-{DAY}(?!\d)"
    r"|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
    rf"|(?<!\d)\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?:[.,]\d{{1,2}})?{MONEY}"
    rf"|(?<!\d)\d+(?:[.,]\d{{1,2}})?{MONEY}"
    rf"|(?<!\d)(?:{YEAR}[ ,–-]{{1,3}})+{YEAR}(?!\d)",
    re.IGNORECASE,
)
THOUSANDS = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+")


Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Mark:
    """A stretch of a text: ``text[start:end]``."""

    class_: str
    start: int
    end: int


def is_iin_or_bin(digits: str) -> bool:
    """Twelve digits whose last one is the check digit, by the official two passes of weights."""
    if not re.fullmatch(r"\d{12}", digits):
        return False
    numbers = [int(digit) for digit in digits]
    control = _weighted(numbers, FIRST_WEIGHTS)
    if control == 10:
        control = _weighted(numbers, SECOND_WEIGHTS)
    return control == numbers[11]


def is_iin(digits: str) -> bool:
    """A person's number: it begins with a birthday."""
    return is_iin_or_bin(digits) and 1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:6]) <= 31


def is_bin(digits: str) -> bool:
    """A body's number: year, month, then 4, 5 or 6 for its type."""
    return is_iin_or_bin(digits) and 1 <= int(digits[2:4]) <= 12 and int(digits[4]) in (4, 5, 6)


def find_personal(text: str) -> list[Mark]:
    """Personal data in order of place: iin, bin, phone, email, card, iban. Marks never overlap."""
    marks: list[Mark] = []
    for finder in (_emails, _ibans):
        marks += finder(text, [_place(mark) for mark in marks])
    harmless = [match.span() for match in NOT_PERSONAL.finditer(text)]
    for finder in (_numbers, _phones):
        marks += finder(text, [*harmless, *map(_place, marks)])
    return sorted(marks, key=_place)


def mask(text: str, marks: Iterable[Mark], cover: str = COVER) -> str:
    """The text with every marked stretch covered, whatever its length."""
    kept: list[str] = []
    at = 0
    for mark in sorted(marks, key=_place):
        if mark.start >= at:
            kept += [text[at : mark.start], cover]
        at = max(at, mark.end)
    return "".join([*kept, text[at:]])


def _weighted(numbers: list[int], weights: tuple[int, ...]) -> int:
    return sum(number * weight for number, weight in zip(numbers, weights, strict=False)) % 11


def _place(mark: Mark) -> tuple[int, int]:
    return mark.start, mark.end


def _is_free(start: int, end: int, taken: Spans) -> bool:
    return all(end <= first or last <= start for first, last in taken)


def _emails(text: str, taken: Spans) -> Iterator[Mark]:
    for match in EMAIL.finditer(text):
        yield Mark("email", *match.span())


def _ibans(text: str, taken: Spans) -> Iterator[Mark]:
    for match in IBAN.finditer(text):
        if _is_iban(match[0]) and _is_free(*match.span(), taken):
            yield Mark("iban", *match.span())


def _is_iban(text: str) -> bool:
    letters = "".join(char for char in text.upper().translate(LOOK_ALIKE) if char.isalnum())
    turned = letters[4:] + letters[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _numbers(text: str, taken: Spans) -> Iterator[Mark]:
    """Cards, IIN and BIN: whole groups of digits, the longest number first."""
    for run in RUN.finditer(text):
        groups = [match.span() for match in GROUP.finditer(text, *run.span())]
        first = 0
        while first < len(groups):
            mark, used = _number_from(text, groups[first : first + LONGEST], taken)
            if mark:
                yield mark
            first += used


def _number_from(text: str, groups: Spans, taken: Spans) -> tuple[Mark | None, int]:
    """The longest number that begins with the first group, and how many groups it takes."""
    for count in range(min(len(groups), LONGEST), 0, -1):
        start, end = groups[0][0], groups[count - 1][1]
        sizes = [last - first for first, last in groups[:count]]
        if not 12 <= sum(sizes) <= LONGEST or not _is_free(start, end, taken):
            continue
        class_ = _class_of("".join(text[a:b] for a, b in groups[:count]), sizes)
        if class_:
            return Mark(class_, start, end), count
    return None, 1


def _class_of(digits: str, sizes: list[int]) -> str | None:
    plain = "".join(str(int(digit)) for digit in digits)
    if len(plain) == 12:
        return "iin" if is_iin(plain) else "bin" if is_bin(plain) else None
    return "card" if _is_card(plain, sizes) else None


def _is_card(digits: str, sizes: list[int]) -> bool:
    """Luhn, a first digit that payment cards have, and groups as people write them."""
    even = len(set(sizes[:-1])) <= 1 and sizes[-1] <= sizes[0]
    if len(digits) < 13 or digits[0] in "01" or not (even or sizes == [4, 6, 5]):
        return False
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(twice - 9 * (twice > 9) for twice in doubled)
    return total % 10 == 0


def _phones(text: str, taken: Spans) -> Iterator[Mark]:
    for match in PHONE.finditer(text):
        if _is_free(*match.span(), taken) and not THOUSANDS.fullmatch(match[0]):
            yield Mark("phone", *match.span())
