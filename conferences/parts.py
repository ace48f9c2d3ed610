"""What asking puts on the pages, by name of the template's variable."""

from datetime import datetime
from typing import Any

from conferences.asking.view import ask_view, own_views
from conferences.models import Conference, ConferencePage
from core.audience import Reader


def parts_of(
    conference: Conference, page: ConferencePage, reader: Reader, now: datetime
) -> dict[str, Any]:
    """The way to ask, and the reader's own questions that aren't public yet."""
    return {
        "ask": ask_view(conference, page, reader, now),
        "own": own_views(conference, reader),
    }
