"""A small stemmer for Kazakh: takes suffixes off the end while vowel harmony allows it.

No dictionary. It takes too much off some words, but the same from each form of a word, which is
what a search needs. PostgreSQL and Snowball know no Kazakh.
"""

_BACK, _FRONT = frozenset("аоұыя"), frozenset("әөүіеэ")
# "у" and "и" stand for a vowel and a consonant: they take the suffixes of consonants.
_CLEAR = frozenset("аәеыіоөұүэя")
_VOWELS = _CLEAR | frozenset("иуюё")

# Suffixes in their back-vowel form; the front form follows.
_FREQUENT = "лар дар тар ның дың тың ға қа ны ды ты да та дан тан нан мен бен пен ы ымыз"
_OTHERS = (
    "на н нда ндағы дағы тағы "  # cases after a possessive, "the one at"
    "сы м ым ң ың мыз ңыз ыңыз ыма ыңа "  # possessive
    "мын сың сыз сыңдар сыздар быз пыз "  # personal
    "у ған қан ып йды атын йтын дым тым мады маған"  # verb
)
_TO_FRONT = str.maketrans("аұыоғқ", "еүіөгк")
_TO_VOICELESS = str.maketrans("бғг", "пқк")
_AFTER_VOWEL = frozenset("м ң н на не нда нде сы сі мыз міз ңыз ңіз йды йді йтын йтін".split())


def _forms(words: str) -> set[str]:
    return {form for word in words.split() for form in (word, word.translate(_TO_FRONT))}


_SAFE = _forms(_FREQUENT)
_SUFFIXES = sorted(_SAFE | _forms(_OTHERS), key=lambda suffix: (-len(suffix), suffix))


def kazakh_stem(word: str) -> str:
    """The word without its suffixes; expects lower case."""
    shorter = _without_suffix(word)
    while shorter != word:
        word, shorter = shorter, _without_suffix(shorter)
    # тілек → тілегі, мектеп → мектебі: the last consonant softens before a vowel.
    return word[:-1] + word[-1:].translate(_TO_VOICELESS)


def _without_suffix(word: str) -> str:
    for suffix in _SUFFIXES:
        stem = word.removesuffix(suffix)
        if stem != word and _may_strip(stem, suffix):
            return stem
    return word


def _may_strip(stem: str, suffix: str) -> bool:
    """Enough is left, the letters may meet, and the vowels agree."""
    if len(stem) < (2 if suffix in _SAFE else 3) or _VOWELS.isdisjoint(stem):
        return False
    after_vowel = stem[-1] in _CLEAR
    if after_vowel if suffix[0] in _CLEAR else (suffix in _AFTER_VOWEL and not after_vowel):
        return False
    return _harmony(stem) in ("", _harmony(suffix)) or not _harmony(suffix)


def _harmony(text: str) -> str:
    for sign in reversed(text):
        if sign in _BACK:
            return "back"
        if sign in _FRONT:
            return "front"
    return ""
