"""Reading notices."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.models import Notice, NoticeWording
from notifications.rendering import wordings_of
from notifications.wording import notice_text


@dataclass(frozen=True)
class NoticeView:
    """One notice as the person reads it."""

    text: str
    path: str
    at: datetime
    is_new: bool


def notice_list(*, user_id: UUID, limit: int = 50) -> list[NoticeView]:
    """The newest notices of a person, in the active language."""
    rows = list(Notice.objects.filter(user_id=user_id)[:limit])
    wordings = wordings_of(row.kind for row in rows)
    return [_view(row, wordings.get(row.kind)) for row in rows]


def _view(row: Notice, wording: NoticeWording | None) -> NoticeView:
    text = notice_text(row.kind, row.data, wording)
    return NoticeView(text, row.path, row.created_at, row.read_at is None)
