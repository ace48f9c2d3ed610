"""Personal data: numbers with check digits, addresses, names of people who hold no post."""

from collections.abc import Iterator

from core.text import find_addresses, find_personal, find_persons
from moderation.screening.listed import matcher_of
from moderation.screening.lists import Lists
from moderation.screening.marks import ScreenMark


def find_private(text: str, lists: Lists) -> Iterator[ScreenMark]:
    """Marks of all classes of personal data; numbers first, and nothing over them."""
    taken: list[tuple[int, int]] = []
    for mark in find_personal(text):
        taken.append((mark.start, mark.end))
        yield ScreenMark(mark.start, mark.end, mark.class_)
    posts = matcher_of(lists, "person")
    famous = {row.word for row in lists.of("person") if row.is_exception}
    found = [("address", one) for one in find_addresses(text)]
    found += [
        ("person", one)
        for one in find_persons(text, lambda word: posts.table.find(word) is not None)
        if " ".join(text[one.start : one.end].lower().split()) not in famous
    ]
    for class_, one in found:
        if all(one.end <= start or end <= one.start for start, end in taken):
            yield ScreenMark(one.start, one.end, class_, one.score)
