"""Which of the portal's languages a text is in: letters first, then everyday words."""

import re
from typing import Literal

Language = Literal["kk", "ru", "en"]

WORD = re.compile(r"[^\W\d_]+")
KAZAKH_LETTERS = frozenset("әғқңөұүһі")
# Letters that Kazakh has in borrowed words only.
RUSSIAN_LETTERS = frozenset("вфцчщъьэё")
KAZAKH_LATIN = frozenset("äğñöşüūıəқ")
# Also as typed on a keyboard without the Kazakh letters.
KAZAKH_EVERYDAY = (
    "және жане мен бен пен бар жоқ жок емес үшін ушин керек бойынша туралы деп еді еди болып болды "
    "болса бұл бул осы сол ол біз биз сіз сиз маған маган бізге бизге сізге сизге қалай калай "
    "қашан кашан қайда кайда неге неше жол жолды жолы көше коше үй салем сәлем сәлеметсіз "
    "сұраймын сураймын беріңіз бериниз жатыр жатқан туған бала балалар адам адамдар адамдарга "
    "жыл жылы жылдан айдан бері бери дейін дейин рақмет рахмет құрметті курметти өтінемін "
    "отинемин болады болама алмай алмады алдым келеді кайтадан ауыл ауылы ауылда каланын "
    "мектеп мектебинде жумыс жасап жатыр тур отыр"
)
KAZAKH_WORDS = frozenset(KAZAKH_EVERYDAY.split())
RUSSIAN_EVERYDAY = (
    "и в во на не что по с со к ко для как это я мы вы он она они у о об от из за до или где когда "
    "кто чтобы при но же ли бы если уже так там тут нас нам мне меня мой моя наш наша ваш ваша "
    "был была было были есть нет прошу почему сколько который которая которые очень после без под "
    "над через более только ещё еще здравствуйте добрый день просим нужно можно нельзя будет "
    "спасибо улица улице город дом доме дома"
)
RUSSIAN_WORDS = frozenset(RUSSIAN_EVERYDAY.split())
RUSSIAN_ENDS = ("ого", "ему", "ться", "ется", "ых", "ыми", "ами", "ение", "ать", "ый", "ая")


def detect_language(text: str) -> Language:
    """The language most of the words are in; Kazakh, the state language, when none can be told."""
    words = [word.lower() for word in WORD.findall(text or "")]
    latin = sum(len(word) for word in words if word[0] < "\u0250")
    cyrillic = sum(len(word) for word in words if "\u0400" <= word[0] <= "\u052f")
    if latin > cyrillic:
        return _latin_language(words)
    kazakh = sum(map(_looks_kazakh, words))
    russian = sum(map(_looks_russian, words))
    if kazakh == russian:
        return "kk" if kazakh or not cyrillic else "ru"
    return "kk" if kazakh > russian else "ru"


def _latin_language(words: list[str]) -> Language:
    marked = sum(1 for word in words if KAZAKH_LATIN.intersection(word))
    return "kk" if marked * 4 >= len(words) else "en"


def _looks_kazakh(word: str) -> bool:
    return word in KAZAKH_WORDS or not KAZAKH_LETTERS.isdisjoint(word)


def _looks_russian(word: str) -> bool:
    if not KAZAKH_LETTERS.isdisjoint(word):
        return False
    return (
        word in RUSSIAN_WORDS
        or (len(word) > 4 and word.endswith(RUSSIAN_ENDS))
        or not RUSSIAN_LETTERS.isdisjoint(word)
    )
