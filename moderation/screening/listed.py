"""Obscene words, threats and hatred: by the word lists, through the usual disguises."""

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from moderation.screening.folding import Folded, Token
from moderation.screening.lists import Lists
from moderation.screening.marks import ScreenMark
from moderation.screening.matching import Matcher

LISTS = ("obscene", "threat", "hatred")
# Only a sure word counts when it had to be put together.
JOINED = 95
NOT = frozenset("не никогда not never don't won't емес".split())
# Said of others, asked or told: «мне сказали, что убьют» is a report, and so is a question.
_matchers: WeakKeyDictionary[Lists, dict[str, Matcher]] = WeakKeyDictionary()


def matcher_of(lists: Lists, name: str) -> Matcher:
    """The list ready for matching; made once for each state of the lists."""
    made = _matchers.setdefault(lists, {})
    if name not in made:
        made[name] = Matcher(lists.of(name), disguised=name == "obscene")
    return made[name]


def find_listed(
    folded: Folded, tokens: list[Token], joined: list[Token], lists: Lists
) -> Iterator[ScreenMark]:
    """Marks of the three classes; places are of the original text."""
    for name in LISTS:
        matcher = matcher_of(lists, name)
        yield from _words(name, matcher, folded, tokens)
        if name == "obscene":
            yield from _words(name, matcher, folded, joined)
        for row, start, end in matcher.phrases.find(folded, tokens):
            if not _is_denied(folded.text, start):
                yield ScreenMark(
                    *folded.place(start, end), name, row.weight / 100, words=_ids(row.id)
                )


def _words(
    name: str, matcher: Matcher, folded: Folded, tokens: list[Token]
) -> Iterator[ScreenMark]:
    for token in tokens:
        row = matcher.find(token.text)
        if row is None or (token.joined and row.weight < JOINED):
            continue
        if name == "threat" and _is_denied(folded.text, token.start):
            continue
        place = folded.place(token.start, token.end)
        yield ScreenMark(*place, name, row.weight / 100, words=_ids(row.id))


def _ids(id_: int) -> tuple[int, ...]:
    return (id_,) if id_ else ()


def _is_denied(text: str, start: int) -> bool:
    before = text[max(0, start - 12) : start].split()
    return bool(before) and before[-1] in NOT
