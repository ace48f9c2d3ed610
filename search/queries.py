"""What the reader typed, taken apart. No input can be wrong: what isn't a word is left out."""

import re
from dataclasses import dataclass

from search.fields import Match
from search.stems import STOP_WORDS, alternatives, normal, words_of

MAX_QUERY = 200
MAX_WORDS = 12
_QUOTES = re.compile('["«»“”„‟]')


@dataclass(frozen=True)
class Query:
    """All of ``match`` must be found; ``stems`` are what a highlight looks for."""

    match: Match = ()

    @property
    def stems(self) -> frozenset[str]:
        """Every stem that counts as found."""
        return frozenset(stem for group in self.match for phrase in group for stem in phrase)

    def __bool__(self) -> bool:
        return bool(self.match)


def query_parse(text: str) -> Query:
    """Words and "phrases in quotes"; little words don't count unless there is nothing else."""
    parts = _QUOTES.split(normal(text[:MAX_QUERY]))
    phrases, words = [], []
    for index, part in enumerate(parts):
        found = [word for _start, _end, word in words_of(part)][:MAX_WORDS]
        if index % 2 and index < len(parts) - 1:
            phrases.append(found)
        else:
            words += [[word] for word in found]
    meant = [word for word in words if word[0] not in STOP_WORDS]
    chosen = [group for group in phrases if group] + meant
    groups = (alternatives(group) for group in (chosen or words)[:MAX_WORDS])
    return Query(tuple(dict.fromkeys(groups)))
