"""From text to stems, and from a query to stems: the same steps, so that they meet.

A text gives one or two chains of stems in the order of its words: Russian (or English) stems, and
Kazakh stems where the text is Kazakh. A query word gives all stems it may stand for.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import snowballstemmer

from search.kazakh import kazakh_stem

MAX_WORD = 40
MAX_TEXT = 100_000
# Ends the first chain, so that no phrase runs over into the second.
BREAK = "zqzqz"
KAZAKH_LETTERS = frozenset("әғқңөұүһі")

_NUMBER = (
    r"(?:od|од)[-–—\s]?(?P<year>\d{4})[-–—\s]?(?P<serial>\d{1,8})"
    r"(?:[-–—/.](?P<part>\d{1,3}))?"
)
_TOKEN = re.compile(rf"\b{_NUMBER}\b|[^\W_]+")
_ANY_CASE_TOKEN = re.compile(rf"\b{_NUMBER}\b|[^\W_]+", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(rf"\s*(?:no\.?|#)?\s*{_NUMBER}\s*", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r"\s*(?:no\.?|#)?\s*(\d{1,18})\s*")
_CYRILLIC, _LATIN = re.compile("[а-яәғқңөұүһі]"), re.compile("[a-z]")
_LATIN_LOOK, _CYRILLIC_LOOK = "aceikopxyhmtb", "асеікорхуһмтв"
_TO_CYRILLIC = str.maketrans(_LATIN_LOOK, _CYRILLIC_LOOK)
_TO_LATIN = str.maketrans(_CYRILLIC_LOOK, _LATIN_LOOK)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0301]")

_russian = snowballstemmer.stemmer("russian")
_english = snowballstemmer.stemmer("english")

STOP_WORDS = frozenset(
    "и в во не на с со к ко о об по за из у от до для как что это а но же ли бы то при или "
    "мен және да де бен пен үшін бұл осы сол туралы не ма ме ба бе па пе "
    "the a an of in on at to for and or is are by with".split()
)


def normal(text: str) -> str:
    """Lower case, one form of each letter, nothing invisible."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:MAX_TEXT]))
    return unicodedata.normalize("NFC", plain.lower()).replace("ё", "е")


def number_form(query: str) -> str:
    """The stored form of an application's number, or of a plain number; else nothing.

    Accepts small letters, Cyrillic lookalikes, any dash or none, missing zeros.
    """
    text = normal(query).replace("о", "o").replace("д", "d")
    if found := _WHOLE_NUMBER.fullmatch(text):
        part = f"-{int(found['part'])}" if found["part"] else ""
        return f"OD-{found['year']}-{int(found['serial']):08d}{part}"
    if found := _PLAIN_NUMBER.fullmatch(text):
        return str(int(found[1]))
    return ""


def words_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Words of a normal text with their places; an application's number is one word."""
    for found in _TOKEN.finditer(text):
        yield found.start(), found.end(), _word(found)


def spans_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Words of a text as written, with their places in it, in normal form."""
    for found in _ANY_CASE_TOKEN.finditer(text):
        for _start, _end, word in words_of(normal(found[0])):
            yield found.start(), found.end(), word
            break


def _word(found: re.Match[str]) -> str:
    if found["year"]:
        return f"od{found['year']}{int(found['serial']):08d}{found['part'] or ''}"
    word = found[0][:MAX_WORD]
    if not word.isascii() and _LATIN.search(word) and _CYRILLIC.search(word):
        mostly_latin = len(_LATIN.findall(word)) > len(_CYRILLIC.findall(word))
        return word.translate(_TO_LATIN if mostly_latin else _TO_CYRILLIC)
    return word


@lru_cache(maxsize=200_000)
def plain_stem(word: str) -> str:
    """The stem in the first chain: Russian or English, Kazakh if its letters say so."""
    if any(sign.isdigit() for sign in word):
        return word
    if word.isascii():
        return str(_english.stemWord(word))
    return kazakh_stem(word) if not KAZAKH_LETTERS.isdisjoint(word) else _russian.stemWord(word)


@lru_cache(maxsize=200_000)
def kazakh_chain_stem(word: str) -> str:
    """The stem in the second chain: Kazakh for whatever is written in Cyrillic."""
    is_other = word.isascii() or any(sign.isdigit() for sign in word)
    return plain_stem(word) if is_other else kazakh_stem(word)


def stems_of(text: str, language: str) -> str:
    """All stems of a text in order, each with a space on both sides.

    Kazakh stems are added where the text's language is Kazakh or its letters say so.
    """
    plain = normal(text)
    words = [word for _start, _end, word in words_of(plain)]
    chain = [plain_stem(word) for word in words]
    if language == "kk" or not KAZAKH_LETTERS.isdisjoint(plain):
        second = [kazakh_chain_stem(word) for word in words]
        chain += [BREAK, *second] if second != chain else []
    return f" {' '.join(chain)} " if chain else ""


def alternatives(words: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """What a word or a phrase of a query may be stored as: one sequence of stems a chain."""
    listed = list(words)
    chains = (plain_stem, kazakh_chain_stem)
    return tuple(dict.fromkeys(tuple(stem(word) for word in listed) for stem in chains))
