"""Spelling mistakes with suggestions, by Hunspell dictionaries (spylls). Slow: for the worker.

Russian and English dictionaries come with spylls, the Kazakh one lies beside this file. A word is
marked only when a right one is one slip of the hand away, so that names and new words stay alone.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from core.text import detect_language
from moderation.screening.listed import matcher_of
from moderation.screening.lists import Lists
from moderation.screening.marks import ScreenMark

KAZAKH = Path(__file__).resolve().parent / "dictionaries" / "kk_KZ" / "kk_KZ"
SOURCES = {"kk": str(KAZAKH), "ru": "ru", "en": "en_US"}
WORD = re.compile(r"(?<![\w@./-])[^\W\d_]+(?:-[^\W\d_]+)*(?![\w@])")
ALPHABETS = {
    "kk": re.compile("[а-яёәғқңөұүһі]+"),
    "ru": re.compile("[а-яё]+"),
    "en": re.compile("[a-z]+"),
}
KAZAKH_LETTER = re.compile("[әғқңөұүһі]")
SHORTEST, LONGEST = 4, 24
# Different words of one text that are looked up, unknown ones that get suggestions, suggestions.
MOST_WORDS, MOST_UNKNOWN, SUGGESTIONS = 600, 12, 3
# More than this share unknown: another language or jargon, and no mistakes of the author's.
TOO_MANY = 0.5
# Ways of a slip; guesses by likeness («ngram») and words torn in two are not offered.
SLIPS = frozenset(
    "replchars mapchars swapchar longswapchar badcharkey extrachar forgotchar movechar badchar "
    "doubletwochars case uppercase".split()
)
# What Kazakh puts after a stem; the dictionary knows one such piece a word, people use four.
_BACK = (
    "лар дар тар ның дың тың ға қа на ды ты ны да та нда дан тан нан мен бен пен дағы тағы ндағы ы "
    "сы ым ың ымыз ыңыз м ң мыз ңыз сыз лық дық тық лы ды ты шы ған қан атын йтын у ып п ай й а ма "
    "ба па ла да та лан дан тан ландыр дыр тыр ыл л ын н ыс с т мын сың сыз мыз сыңдар сыздар ша "
    "дай тай алық йық айық ар р с са сақ саң йды ады са мау бау пау ушы ынша ғанша мас бас пас"
)
_FRONT_OF = str.maketrans("аұыоғқ", "еүіөгк")
SUFFIX = {
    "back": re.compile(
        "(?:" + "|".join(sorted(set(_BACK.split()), key=len, reverse=True)) + "){1,6}"
    ),
    "front": re.compile(
        "(?:"
        + "|".join(
            sorted(
                {one.translate(_FRONT_OF) for one in [*_BACK.split(), "мен"]}, key=len, reverse=True
            )
        )
        + "){1,6}"
    ),
}
BACK_VOWELS, FRONT_VOWELS = frozenset("аоұыяую"), frozenset("әөүіеэию")
HARD = str.maketrans("гғб", "кқп")
SHORTEST_STEM, LONGEST_TAIL = 2, 14
# For a dictionary that doesn't say which letters to try: Russian ones, the most frequent first.
LETTERS = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
_lock = Lock()


@lru_cache(maxsize=len(SOURCES))
def _load(language: str) -> Any:
    # Here, because it is needed by the worker only.
    from spylls.hunspell import Dictionary

    dictionary = Dictionary.from_files(SOURCES[language])
    dictionary.aff.TRY = dictionary.aff.TRY or LETTERS
    # Thousands of words carry the same flags: one set for all of them saves most of the memory.
    shared: dict[frozenset[str], set[str]] = {}
    for word in dictionary.dic.words:
        word.flags = shared.setdefault(frozenset(word.flags), word.flags)
    return dictionary


def dictionary_of(language: str) -> Any:
    """The dictionary of a language, read once for this process."""
    with _lock:
        return _load(language)


@lru_cache(maxsize=100_000)
def is_known(word: str, language: str) -> bool:
    """The dictionary has the word, or the Kazakh word's stem under its suffixes."""
    dictionary = dictionary_of(language)
    if dictionary.lookup(word) or (word.islower() and dictionary.lookup(word.capitalize())):
        return True
    return language == "kk" and _has_stem(dictionary, word)


def _has_stem(dictionary: Any, word: str) -> bool:
    for end in range(len(word) - 1, max(SHORTEST_STEM, len(word) - LONGEST_TAIL) - 1, -1):
        stem, tail = word[:end], word[end:]
        side = next(
            (
                "back" if one in BACK_VOWELS else "front"
                for one in reversed(stem)
                if one in BACK_VOWELS | FRONT_VOWELS
            ),
            "back",
        )
        if SUFFIX[side].fullmatch(tail) and (
            dictionary.lookup(stem) or dictionary.lookup(stem[:-1] + stem[-1].translate(HARD))
        ):
            return True
    return False


@lru_cache(maxsize=20_000)
def suggestions(word: str, language: str) -> tuple[str, ...]:
    """Right words one slip away, the likeliest first."""
    found: list[str] = []
    dictionary = dictionary_of(language)
    for one in dictionary.suggester.suggestions(word):
        if one.kind == "ngram":
            break
        text = one.text
        if one.kind in SLIPS and " " not in text and "-" not in text and text != word:
            found += [text] if text not in found else []
            if len(found) == SUGGESTIONS:
                break
    if language == "kk" and not found:
        found = [one for one in _kazakh_letters(word) if is_known(one, "kk")]
    return tuple(found[:SUGGESTIONS])


def _kazakh_letters(word: str) -> Iterator[str]:
    """One letter written as the Russian keyboard has it."""
    pairs = {
        "а": "ә",
        "г": "ғ",
        "к": "қ",
        "н": "ң",
        "о": "ө",
        "у": "ұү",
        "и": "і",
        "ы": "і",
        "х": "қһ",
    }
    for at, letter in enumerate(word):
        for other in pairs.get(letter, ""):
            yield word[:at] + other + word[at + 1 :]


def find_spelling(text: str, language: str, lists: Lists) -> Iterator[ScreenMark]:
    """Mistakes in a text of this language, or of the language it looks like."""
    language = language if language in SOURCES else detect_language(text)
    allowed = matcher_of(lists, "spelling")
    unknown: dict[str, list[tuple[int, int]]] = {}
    looked: set[str] = set()
    for start, end, word in _candidates(text, language):
        if word not in looked and len(looked) >= MOST_WORDS:
            continue
        looked.add(word)
        if not is_known(word, language) and allowed.find(word) is None:
            unknown.setdefault(word, []).append((start, end))
    if len(looked) > 5 and len(unknown) > TOO_MANY * len(looked):
        return
    for word in list(unknown)[:MOST_UNKNOWN]:
        offered = suggestions(word, language)
        for start, end in unknown[word] if offered else ():
            yield ScreenMark(start, end, "spelling", 0.7, suggestion=", ".join(offered))


def _candidates(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Words worth a look: no names, no abbreviations, no other alphabet."""
    for match in WORD.finditer(text):
        word = match[0]
        if not SHORTEST <= len(word) <= LONGEST or not word[1:].islower():
            continue
        # A capital inside a sentence is a name.
        if word[0].isupper() and not _begins_sentence(text, match.start()):
            continue
        lower = word.lower()
        if ALPHABETS[language].fullmatch(lower) and not (
            language == "ru" and KAZAKH_LETTER.search(lower)
        ):
            yield match.start(), match.end(), lower


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(' \u00a0«"(')
    return not before or before[-1] in ".!?\n:"
