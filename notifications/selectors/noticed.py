"""Reading notices."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.models import Notice
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
    rows = Notice.objects.filter(user_id=user_id)[:limit]
    return [
        NoticeView(notice_text(row.kind, row.data), row.path, row.created_at, row.read_at is None)
        for row in rows
    ]
