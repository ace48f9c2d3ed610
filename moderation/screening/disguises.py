"""A word as it may have been meant: letters of another alphabet, digits and signs undone."""

import re

CYRILLIC = re.compile("[\u0400-\u052f]")
LATIN = re.compile("[a-z]")
SIGN = re.compile(r"[\d@$!|#]")
RUN = re.compile(r"(.)\1+")
STARS = re.compile(r"\*+")
# Latin letters that look like Cyrillic ones, and those that sound like them.
LOOKS = "acekmopxyhtbun"
LOOK = str.maketrans("acekmopxyhtbunilrd", "асекморхунтвипилгд")
SOUND = str.maketrans("abcdefghijklmnoprstuvxyz", "абсдефгхийклмнопрстувхуз")
FROM_CYRILLIC = str.maketrans("асекморхунтві", "acekmopxyhtbi")
TO_CYRILLIC = str.maketrans("0134689@$!|", "оизчбвяаси" + "и")
TO_LATIN = str.maketrans("013457@$!|", "oieastasi" + "i")
PLAIN_I = str.maketrans("іi", "ии")


def meant(word: str) -> list[str]:
    """The word itself and what it may stand for, each once; none for a mere number."""
    if "*" in word:
        return _starred(word)
    cyrillic, latin = bool(CYRILLIC.search(word)), bool(LATIN.search(word))
    if not (cyrillic or latin):
        return []
    found = [word]
    signs = bool(SIGN.search(word))
    if cyrillic and (latin or signs):
        plain = word.translate(TO_CYRILLIC)
        found += [plain.translate(LOOK), plain.translate(SOUND)]
    if cyrillic and latin:
        found.append(word.translate(FROM_CYRILLIC))
    if latin and not cyrillic:
        if signs:
            found.append(word.translate(TO_LATIN))
        if set(found[-1]) <= set(LOOKS):
            found.append(found[-1].translate(LOOK))
    found += [one.translate(PLAIN_I) for one in found if cyrillic and ("і" in one or "i" in one)]
    return list(dict.fromkeys(found))


def _starred(word: str) -> list[str]:
    """Stars hide letters («с*ова»): any number of them counts as one."""
    plain = STARS.sub("*", word)
    found = [plain, plain.strip("*"), plain.replace("*", "")]
    if CYRILLIC.search(plain):
        found.append(plain.translate(LOOK))
    return [one for one in dict.fromkeys(found) if len(one) > 1]


def squeezed(word: str) -> str:
    """Each letter once where it was repeated."""
    return RUN.sub(r"\1", word)


def is_stretched(word: str) -> bool:
    """Letters repeated on purpose: three in a row, or two pairs."""
    runs = [len(match[0]) for match in RUN.finditer(word)]
    return any(run > 2 for run in runs) or len(runs) > 1
