"""Capitals: abbreviations that a reader may not know, and shouting."""

import re
from collections.abc import Iterator

from core.text.language import KAZAKH_WORDS, RUSSIAN_WORDS
from moderation.screening.lists import Lists
from moderation.screening.marks import ScreenMark

WORD = re.compile(r"[^\W_]+")
ROMAN = re.compile(r"[IVXLCMХІ]+")
PLATE = re.compile(r"[A-ZА-Я]{1,3}\d+[A-ZА-Я]*|\d+[A-ZА-Я]+\d*|[A-Z]{1,3}\d*")
SIGNS = re.compile(r"[!?]{3,}")
SHORTEST, LONGEST = 2, 6
# So many words in capitals one after another, with so many letters, are shouted.
LOUD_WORDS, LOUD_LETTERS = 3, 14
# A word as long as this, alone in capitals, is no abbreviation.
EVERYDAY = (
    RUSSIAN_WORDS
    | KAZAKH_WORDS
    | frozenset(
        "не нет да все всё никто ничего вода воды свет жоқ су жарық көмек қашан неге бәрі ешкім "
        "no not now all please help nobody never the and очень почему когда сколько помогите "
        "прошу срочно внимание стоп сos только стыд позор хватит тепло".split()
    )
)
VOWELS = frozenset("АЕЁИОУЫЭЮЯӘІӨҰҮAEIOUY")
NUMBER = re.compile(r"[A-ZА-Я]{2}-\d{4}-\d{8}")
QUOTE_BEFORE, QUOTE_AFTER = frozenset('«"“„'), frozenset('»"”“')


def find_capitals(text: str, lists: Lists) -> Iterator[ScreenMark]:
    """Shouting, then abbreviations outside it."""
    allowed = {row.word.upper() for row in lists.of("abbreviation")}
    words = list(WORD.finditer(text))
    loud = list(_loud(text, words, allowed))
    yield from loud
    for match in SIGNS.finditer(text):
        yield ScreenMark(*match.span(), "shouting", 0.8)
    numbers = [match.span() for match in NUMBER.finditer(text)]
    taken = [(mark.start, mark.end) for mark in loud] + numbers
    at = 0
    for word in words:
        while at < len(loud) and loud[at].end <= word.start():
            at += 1
        inside = at < len(loud) and loud[at].start <= word.start()
        if not inside and _is_unknown(text, word, allowed):
            if not any(start <= word.start() < end for start, end in taken[len(loud) :]):
                yield ScreenMark(*word.span(), "abbreviation", 0.7)


def _loud(text: str, words: list[re.Match[str]], allowed: set[str]) -> Iterator[ScreenMark]:
    run: list[re.Match[str]] = []
    for word in [*words, None]:
        if word is not None and _is_loud(word[0]) and (not run or _is_near(text, run[-1], word)):
            run.append(word)
            continue
        yield from _shout(run, allowed)
        run = [word] if word is not None and _is_loud(word[0]) else []


def _shout(run: list[re.Match[str]], allowed: set[str]) -> Iterator[ScreenMark]:
    said = [word for word in run if word[0] not in allowed and not word[0].isdigit()]
    letters = sum(len(word[0]) for word in said)
    alone = len(said) == 2 and letters >= LOUD_LETTERS
    if (len(said) >= LOUD_WORDS and letters >= LOUD_LETTERS) or alone:
        yield ScreenMark(said[0].start(), said[-1].end(), "shouting", 0.9 if not alone else 0.7)


def _is_loud(word: str) -> bool:
    return word.isupper() and not word.isdigit()


def _is_near(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return other.start() - one.end() <= 3


def _is_unknown(text: str, word: re.Match[str], allowed: set[str]) -> bool:
    found = word[0]
    if not SHORTEST <= len(found) <= LONGEST or not found.isupper() or not found.isalpha():
        return False
    if found in allowed or found.lower() in EVERYDAY or ROMAN.fullmatch(found):
        return False
    # A name in quotes («САМАЛ») is a name; a word one can say aloud is a word said loudly.
    quoted = text[word.start() - 1 : word.start()] in QUOTE_BEFORE and (
        text[word.end() : word.end() + 1] in QUOTE_AFTER
    )
    return not (quoted and text[word.start() - 1 : word.start()]) and not _is_sayable(found)


def _is_sayable(word: str) -> bool:
    vowels = sum(char in VOWELS for char in word)
    return len(word) > 3 and vowels >= 2
