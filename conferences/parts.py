"""What other parts of a conference put on its pages, by name of the template's variable."""

from datetime import datetime
from importlib.util import find_spec
from typing import Any

from conferences.models import Conference, ConferencePage, ConferenceQuestion
from core.audience import Reader


def parts_of(
    conference: Conference, page: ConferencePage, reader: Reader, now: datetime
) -> dict[str, Any]:
    """The way to ask, and the reader's own questions that aren't public yet."""
    if find_spec("conferences.asking") is None or find_spec("conferences.asking.view") is None:
        return {"ask": None, "own": []}
    from conferences.asking.view import ask_view, own_views

    return {
        "ask": ask_view(conference, page, reader, now),
        "own": own_views(conference, reader),
    }


def own_of(question: ConferenceQuestion, reader: Reader) -> Any:
    """What the author of a question may do with it; None for anybody else."""
    if find_spec("conferences.asking") is None or find_spec("conferences.asking.view") is None:
        return None
    from conferences.asking.view import own_view

    return own_view(question, reader)
