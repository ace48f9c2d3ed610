"""Words of a text against a list: whole words, beginnings, roots after a prefix, phrases."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from moderation.screening.disguises import is_stretched, meant, squeezed
from moderation.screening.folding import Folded, Token
from moderation.screening.lists import Entry

PREFIXES = tuple(
    sorted(
        "в во вз вы до за из ис на наи не недо ни о об обо от ото отъ пере по под подъ при про раз "
        "рас раза с со съ у въ изо объ взъ архи супер мега полу еб само разъ долбо".split(),
        key=len,
        reverse=True,
    )
)
TOKEN_LENGTH = 48
# So many other words may stand between the words of a phrase.
GAP = 2
ENDS = frozenset(".!?\n;")


class Table:
    """Rows by the way they match, for words in one shape."""

    def __init__(self, rows: Iterable[Entry], squeeze: bool = False) -> None:
        self.words: dict[str, Entry] = {}
        self.stems: dict[str, Entry] = {}
        self.roots: dict[str, Entry] = {}
        self.parts: dict[str, Entry] = {}
        for row in rows:
            kinds = {"word": self.words, "root": self.roots, "part": self.parts}
            table = kinds.get(row.match, self.stems)
            table.setdefault(squeezed(row.word) if squeeze else row.word, row)
        self.lengths = sorted({len(word) for word in self.parts}, reverse=True)

    def find(self, word: str) -> Entry | None:
        """The row that this word is, begins with, or holds."""
        word = word[:TOKEN_LENGTH]
        found = self.words.get(word) or self._beginning(self.stems, word)
        found = found or self._beginning(self.roots, word)
        if found is None and self.roots:
            found = self._after_prefix(word)
        return found or self._part(word)

    def _beginning(self, table: dict[str, Entry], word: str) -> Entry | None:
        if not table:
            return None
        return next((table[word[:n]] for n in range(len(word), 1, -1) if word[:n] in table), None)

    def _after_prefix(self, word: str) -> Entry | None:
        for prefix in PREFIXES:
            if word.startswith(prefix):
                found = self._beginning(self.roots, word[len(prefix) :])
                if found:
                    return found
        return None

    def _part(self, word: str) -> Entry | None:
        for length in self.lengths:
            for start in range(len(word) - length + 1):
                found = self.parts.get(word[start : start + length])
                if found:
                    return found
        return None


class Matcher:
    """One list: its rows and the exceptions from them."""

    def __init__(self, rows: Iterable[Entry], disguised: bool = False) -> None:
        rows = list(rows)
        wanted = [row for row in rows if not row.is_exception and row.match != "near"]
        harmless = [row for row in rows if row.is_exception]
        self.disguised = disguised
        self.table, self.exceptions = Table(wanted), Table(harmless)
        # A doubled letter inside a listed word must not hide it from its own squeezed form.
        self.squeezed = Table((row for row in wanted if len(squeezed(row.word)) > 2), squeeze=True)
        self.squeezed_exceptions = Table(harmless, squeeze=True)
        self.phrases = Phrases(row for row in rows if row.match == "near" and not row.is_exception)
        self.find = lru_cache(maxsize=50_000)(self._find)

    def _find(self, word: str) -> Entry | None:
        shapes = meant(word) if self.disguised else [word]
        if self.exceptions.find(word):
            return None
        for shape in shapes:
            found = None if self.exceptions.find(shape) else self.table.find(shape)
            if found is None and self.disguised and is_stretched(shape):
                plain = squeezed(shape)
                if self.squeezed_exceptions.find(plain) is None:
                    found = self.squeezed.find(plain)
            if found:
                return found
        return None


class Phrases:
    """Rows of several words that stand near each other, in order, in one sentence."""

    def __init__(self, rows: Iterable[Entry]) -> None:
        self.by_first: dict[str, list[tuple[Entry, list[str]]]] = {}
        for row in rows:
            pieces = row.word.split()
            if pieces:
                self.by_first.setdefault(pieces[0].rstrip("="), []).append((row, pieces))

    def find(self, folded: Folded, tokens: list[Token]) -> Iterator[tuple[Entry, int, int]]:
        """Each phrase found: its row, and where it begins and ends in the folded text."""
        if not self.by_first:
            return
        for at, token in enumerate(tokens):
            word = token.text[:TOKEN_LENGTH]
            for n in range(1, len(word) + 1):
                for row, pieces in self.by_first.get(word[:n], ()):
                    last = self._last(folded.text, tokens, at, pieces)
                    if last is not None:
                        yield row, token.start, tokens[last].end

    def _last(self, text: str, tokens: list[Token], at: int, pieces: list[str]) -> int | None:
        if not fits(tokens[at].text, pieces[0]):
            return None
        for piece in pieces[1:]:
            for after in range(at + 1, min(at + GAP + 2, len(tokens))):
                if not ENDS.isdisjoint(text[tokens[after - 1].end : tokens[after].start]):
                    return None
                if fits(tokens[after].text, piece):
                    at = after
                    break
            else:
                return None
        return at


def fits(word: str, piece: str) -> bool:
    """The word begins with the piece; it is the piece where that ends with «=»."""
    return word == piece[:-1] if piece.endswith("=") else word.startswith(piece)
