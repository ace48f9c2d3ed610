"""Whether the words speak of another topic than the author chose: perhaps another addressee."""

from collections.abc import Iterator

from moderation.screening.folding import Folded, Token
from moderation.screening.listed import matcher_of
from moderation.screening.lists import Lists
from moderation.screening.marks import ScreenMark

# Different words of one topic that make it likely, when the chosen topic has almost none.
LEAST = 2
OTHER = "other"


def find_topic(
    folded: Folded, tokens: list[Token], lists: Lists, chosen: str
) -> Iterator[ScreenMark]:
    """One mark, over the first word of the likely topic; its key is the suggestion.

    Nothing without a chosen topic, nor when the lists know nothing of it.
    """
    matcher = matcher_of(lists, "topic")
    known = {row.topic for row in lists.of("topic")}
    if chosen not in known and chosen != OTHER:
        return
    found: dict[str, list[tuple[str, Token]]] = {}
    for token in tokens:
        row = matcher.find(token.text)
        if row:
            found.setdefault(row.topic, []).append((row.word, token))
    counts = {topic: len({word for word, _token in rows}) for topic, rows in found.items()}
    own = counts.pop(chosen, 0)
    best = max(counts, key=lambda topic: counts[topic], default="")
    rivals = sorted(counts.values(), reverse=True)[:2]
    if (
        not best
        or rivals[0] < max(LEAST, 2 * own + 1)
        or (len(rivals) > 1 and rivals[0] == rivals[1])
    ):
        return
    _word, token = found[best][0]
    score = min(0.9, 0.4 + 0.15 * counts[best])
    yield ScreenMark(*folded.place(token.start, token.end), "topic", score, suggestion=best)
