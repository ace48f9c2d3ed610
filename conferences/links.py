"""What rooms beside this one know of its questions.

Rooms on one floor never import each other: ``home``, where they meet, says in ``ready()`` who
answers.
"""

from collections.abc import Callable, Collection

from core.audience import Reader

Numbers = Callable[[Collection[int], Reader], dict[int, str]]

_asked: list[Numbers] = []


def application_numbers_register(numbers: Numbers) -> None:
    """Say who knows the applications made of questions. The last one who registers answers."""
    _asked[:] = [numbers]


def application_numbers(question_ids: Collection[int], reader: Reader) -> dict[int, str]:
    """Numbers of the applications made of these questions, as far as the reader may know of them.

    By question id; a question without one isn't there. A constant number of queries.
    """
    return _asked[0](question_ids, reader) if _asked and question_ids else {}
