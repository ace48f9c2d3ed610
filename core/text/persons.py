"""Names of people in a text: a surname with initials, a name with a patronymic.

Officials named by their post are not private persons, and a street's name is nobody's: both are
left out. A proposal for a moderator, not a verdict.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from core.text.addresses import Found
from core.text.language import KAZAKH_WORDS, RUSSIAN_WORDS

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
PATRONYMIC = re.compile(
    r"\w{2,}(?:(?:ович|евич|ьевич|ьич)(?:а|у|е|ем|ом)?|(?:овн|евн|ьевн|ичн)(?:а|ы|е|у|ой|ою)"
    r"|(?:ұлы|улы|қызы|кызы)(?:на|не|ның|нің|н|мен|нан|нда)?"
    r"|ul[yıi]|uluy|q[yı]z[yı]|kyz[yi]|ovich|evich|ovna|evna)"
)
APART = frozenset("ұлы улы қызы кызы uly qyzy kyzy".split())
SURNAME = re.compile(
    r"\w+(?:[оеё]в|[иы]н|[оеё]в[аыуе]|[оеё]во[йм]|[оеё]вым|[иы]н[ауые]|[иы]ной|[иы]ным"
    r"|ск(?:ий|ая|ого|ому|ой|им|ую)|цк(?:ий|ая|ого|ой)|[еу]нко|[ую]к|ян|швили|дзе"
    r"|бек|бай|бай|хан|жан|ов[аы]м|ev|ov|in|eva|ova|ina|bek|bay|sky|skaya|enko)(?:тың|тің|дың|дің|ның|нің|қа|ке|ға|ге|мен|пен)?"
)
INITIAL = r"[A-ZА-ЯЁӘҒҚҢӨҰҮІ]"
AFTER = re.compile(rf"[ \u00a0]{{1,2}}({INITIAL}\.[ \u00a0]?(?:{INITIAL}\.)?)(?!\w)")
BEFORE = re.compile(rf"(?<![\w.])({INITIAL}\.[ \u00a0]?(?:{INITIAL}\.)?)[ \u00a0]{{0,2}}$")
FULL, TWO_INITIALS, ONE_INITIAL = 0.92, 0.9, 0.75
STREETS = (
    "ул улиц пр проспект пер переул мкр микрорайон им имени площад памятник парк сквер бульвар "
    "школ көше көшес даңғыл атынд алаң саябағ ескерткіш street avenue named theatre театр"
).split()
LONG_STREETS = tuple(one for one in STREETS if len(one) > 3)
# What follows a name that belongs to a place.
PLACES = ("көшес", "даңғылы", "атынд", "алаңы", "саябағ", "ауылы", "ауданы", "street", "avenue")
POSTS = ("аким", "министр", "директор", "әкім", "басшы", "minister", "akim", "director")
LOOK_BACK, LOOK_ON = 5, 2
Words = Sequence[re.Match[str]]
IsPost = Callable[[str], bool]


def _is_post(word: str) -> bool:
    return word.startswith(POSTS)


def find_persons(text: str, is_post: IsPost = _is_post) -> list[Found]:
    """Names in order; they never overlap. ``is_post``: tells a post by its small letters."""
    words = list(WORD.finditer(text))
    found: list[Found] = []
    for one in sorted(_names(text, words, is_post)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def _names(text: str, words: Words, is_post: IsPost) -> Iterator[Found]:
    for at, word in enumerate(words):
        if not _is_capital(word[0]):
            continue
        lower = word[0].lower()
        span = _with_patronymic(text, words, at, lower)
        score = FULL
        if span is None:
            span, score = _with_initials(text, word, lower)
        if span and not _is_elsewhere(text, words, at, span, is_post):
            yield Found(*span, score)


def _is_capital(word: str) -> bool:
    return (
        len(word) > 2
        and word[0].isupper()
        and (word[1:].islower() or word.isupper() or "-" in word)
    )


def _is_next(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return other.start() - one.end() <= 2 and not text[one.end() : other.start()].strip(" \u00a0")


def _with_patronymic(text: str, words: Words, at: int, lower: str) -> tuple[int, int] | None:
    """The name begins with this word: a patronymic follows, with a surname on either side."""
    after = at + 1
    if after >= len(words) or not _is_next(text, words[at], words[after]):
        return None
    if lower in RUSSIAN_WORDS or lower in KAZAKH_WORDS or PATRONYMIC.fullmatch(lower):
        return None
    last = _patronymic(text, words, after)
    if last is None:
        # Surname, name, patronymic.
        last = _patronymic(text, words, after + 1) if _is_pair(text, words, at) else None
        if last is None:
            return None
    if last + 1 < len(words) and _is_next(text, words[last], words[last + 1]):
        surname = words[last + 1][0]
        if _is_capital(surname) and SURNAME.fullmatch(surname.lower()):
            last += 1
    return words[at].start(), words[last].end()


def _is_pair(text: str, words: Words, at: int) -> bool:
    return (
        at + 2 < len(words)
        and _is_capital(words[at + 1][0])
        and _is_next(text, words[at + 1], words[at + 2])
    )


def _patronymic(text: str, words: Words, at: int) -> int | None:
    """The word at this place is one, alone or with «ұлы» apart; its last word's place."""
    if at >= len(words) or not _is_capital(words[at][0]):
        return None
    if PATRONYMIC.fullmatch(words[at][0].lower()):
        return at
    apart = at + 1 < len(words) and words[at + 1][0].lower() in APART
    return at + 1 if apart and _is_next(text, words[at], words[at + 1]) else None


def _with_initials(
    text: str, word: re.Match[str], lower: str
) -> tuple[tuple[int, int] | None, float]:
    after = AFTER.match(text, word.end())
    before = BEFORE.search(text[max(0, word.start() - 8) : word.start()])
    initials = after or before
    if not initials or (word[0].isupper() and len(lower) < 4):
        return None, 0
    two = initials[1].count(".") > 1
    if not two and not SURNAME.fullmatch(lower):
        return None, 0
    if after:
        span = word.start(), after.end(1)
    else:
        span = word.start() - len(initials[0]), word.end()
    return span, TWO_INITIALS if two else ONE_INITIAL


def _is_elsewhere(text: str, words: Words, at: int, span: tuple[int, int], is_post: IsPost) -> bool:
    """An official by post, or the name of a street or a school."""
    back = at - 1
    while back >= 0 and words[back].end() > span[0]:
        back -= 1
    if is_post(words[at][0].lower()) or _seen_before(text, words, back, span[0], is_post):
        return True
    on = at + 1
    while on < len(words) and words[on].start() < span[1]:
        on += 1
    edge = span[1]
    for word in words[on : on + LOOK_ON]:
        between, lower = text[edge : word.start()], word[0].lower()
        if "." in between or "\n" in between:
            return False
        if lower.startswith(PLACES) or (between.strip(" \u00a0") and is_post(lower)):
            return True
        edge = word.end()
    return False


def _seen_before(text: str, words: Words, back: int, edge: int, is_post: IsPost) -> bool:
    for word in reversed(words[max(0, back - LOOK_BACK + 1) : back + 1]):
        between, lower = text[word.end() : edge], word[0].lower()
        ends = any(sign in between for sign in "!?;\n") or (
            "." in between and (len(lower) > 4 or any(one.isdigit() for one in between))
        )
        if ends:
            return False
        near = edge - word.end() <= 3
        if is_post(lower) or (near and (lower in STREETS or lower.startswith(LONG_STREETS))):
            return True
        edge = word.start()
    return False
