"""An operator decides a request about data; the person is told in the same transaction."""

from typing import Any

from django.db import transaction

from accounts.models import DataRequest
from accounts.services import data_request_decide
from core.audience import Reader
from notifications.services import notice_write


@transaction.atomic
def request_decide(
    *, request_id: int, done: bool, answer: str, actor: Any, reader: Reader
) -> DataRequest:
    """See ``data_request_decide`` for what is refused."""
    row, event = data_request_decide(
        request_id=request_id, done=done, answer=answer, actor=actor, reader=reader
    )
    notice_write(
        user_id=row.user_id,
        kind="account.request_decided",
        data={},
        path="/account/data/",
        event=event,
    )
    return row
