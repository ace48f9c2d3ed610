"""What nobody can read: a hand run over the keys, no vowels, a soup of signs, a wrong layout."""

import re
from collections.abc import Iterator

from core.text.language import RUSSIAN_EVERYDAY
from moderation.screening.folding import Folded, Token
from moderation.screening.marks import ScreenMark

VOWELS = frozenset("аеёиоуыэюяәіөұүaeiouyäöüıíéáóú")
ROWS = (
    "йцуке укенг кенгш нгшщ гшщз фыва ывап апро прол ролд олдж лджэ ячсм чсми смит итьб тьбю щзхъ "
    "qwer werty rtyu tyui yuio uiop asdf sdfg dfgh fghj ghjk hjkl zxcv xcvb cvbn vbnm "
    "шщзх вапро авыф лорп жлдо укцй рекц енгш"
).split()
# Rows of keys that ordinary words hold.
HARMLESS_ROWS = ("приапро", "запрол", "хутирол", "property")
SOFT = frozenset("ъьы")
NEVER = frozenset(
    "ъъ ьь ъь ьъ ыы ыъ ыь йй щщ щж жщ шщ щш хщ щх цщ щц фщ щф йь йъ йы ьы ъы аъ оъ уъ эы ыэ "
    "юъ яъ эъ ёъ юь яь эь щг щд щп щй кщж гщ ъф ъц ъш ъх ьй зщц жъф шйц фъ хъ йщ пъъ".split()
)
RUN_OF_ONE = re.compile(r"([^\W\d_])\1{4,}")
CONSONANTS = 6
SHORTEST_MASH = 5
# Signs that are not letters, digits, spaces or pictures, at least this many of three kinds.
SOUP = re.compile(r"[^\w\s\u2190-\U0001ffff]{5,}")
SOUP_KINDS = 3
QUOTES = frozenset("«»\"“”„'’()[],.…-–—/:;")
LETTERS_SHARE, SHORTEST_TEXT = 0.3, 12
LAYOUT = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
WRONG = frozenset(
    typed
    for word in [*RUSSIAN_EVERYDAY.split(), "привет", "вода", "дорога", "помогите", "улице", "свет"]
    if len(word) > 2 and (typed := word.translate(LAYOUT)).isalpha()
) - frozenset("lot get ghj dfc vs yfv yfc".split())
PROTECTED = re.compile(
    r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,100}|\b[a-z]{2}-\d{4}-\d{8}\b",
    re.IGNORECASE,
)


def find_unreadable(text: str, folded: Folded, tokens: list[Token]) -> Iterator[ScreenMark]:
    """Words nobody can read, soups of signs, and a text that is hardly letters at all."""
    guarded = [match.span() for match in PROTECTED.finditer(text)]
    for token in tokens:
        score = _mash(token.text)
        place = folded.place(token.start, token.end)
        if score and not _is_capital_run(text, place) and not _inside(place, guarded):
            yield ScreenMark(*place, "unreadable", score)
    for match in SOUP.finditer(text):
        kinds = set(match[0])
        if (
            len(kinds) >= SOUP_KINDS
            and len(kinds - QUOTES) > 1
            and not _inside(match.span(), guarded)
        ):
            yield ScreenMark(*match.span(), "unreadable", 0.85)
    yield from _layout(folded, tokens)
    yield from _few_letters(text)


def _mash(word: str) -> float:
    """How sure it is that no such word exists."""
    letters = "".join(char for char in word if char.isalpha())
    if RUN_OF_ONE.search(letters):
        return 0.7
    if len(letters) < SHORTEST_MASH or letters != word:
        return 0.0
    if VOWELS.isdisjoint(letters):
        return 0.9
    rows = sum(row in word for row in ROWS)
    if rows and not any(one in word for one in HARMLESS_ROWS) and (rows > 1 or len(word) < 9):
        return 0.85
    pairs = {word[at : at + 2] for at in range(len(word) - 1)}
    if len(pairs & NEVER) > 1 or (pairs & NEVER and word[0] in SOFT):
        return 0.8
    return 0.75 if _longest_consonants(letters) > CONSONANTS else 0.0


def _longest_consonants(word: str) -> int:
    longest = run = 0
    for char in word:
        run = 0 if char in VOWELS or char in "ьъ" else run + 1
        longest = max(longest, run)
    return longest


def _is_capital_run(text: str, place: tuple[int, int]) -> bool:
    """Capitals without vowels are an abbreviation, and looked at as such."""
    word = text[place[0] : place[1]]
    return word.isupper() and len(word) <= SHORTEST_MASH + 1


def _inside(place: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start <= place[0] and place[1] <= end for start, end in spans)


def _layout(folded: Folded, tokens: list[Token]) -> Iterator[ScreenMark]:
    """Russian typed while the keys were set to Latin: «ghbdtn»."""
    wrong = [token for token in tokens if token.text in WRONG]
    if len(wrong) >= 2 and len(wrong) * 6 >= len(tokens):
        yield ScreenMark(*folded.place(tokens[0].start, tokens[-1].end), "unreadable", 0.85)


def _few_letters(text: str) -> Iterator[ScreenMark]:
    shown = [char for char in text if not char.isspace()]
    if len(shown) < SHORTEST_TEXT or sum(char.isdigit() for char in shown) * 2 > len(shown):
        return
    if sum(char.isalnum() for char in shown) < LETTERS_SHARE * len(shown):
        yield ScreenMark(0, len(text), "unreadable", 0.8)
