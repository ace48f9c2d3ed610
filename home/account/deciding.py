"""An operator decides a request about data; what was granted is done, and the person is told, in
the same transaction."""

from typing import Any

from django.db import transaction

from accounts.models import DataRequest, User
from accounts.services import data_block, data_erase, data_request_decide, data_unblock
from core.audience import Reader
from core.errors import NotAllowed
from notifications.services import notice_write

PAGE = "/account/data/"


@transaction.atomic
def request_decide(
    *, request_id: int, done: bool, answer: str, actor: Any, reader: Reader
) -> DataRequest:
    """See ``data_request_decide`` for what is refused. Erasing and blocking are done by this."""
    row, event = data_request_decide(
        request_id=request_id, done=done, answer=answer, actor=actor, reader=reader
    )
    if done and row.kind == DataRequest.Kind.ERASE:
        data_erase(user=row.user, actor=actor)
    elif done and row.kind == DataRequest.Kind.BLOCK:
        data_block(user=row.user, actor=actor)
    notice_write(
        user_id=row.user_id, kind="account.request_decided", data={}, path=PAGE, event=event
    )
    return row


@transaction.atomic
def blocking_lift(*, user: User, actor: Any, reader: Reader) -> bool:
    """An operator lifts somebody's blocking, and the person is told; False when there is none.

    Refused: ``NotAllowed``, for one's own too: that is done in the account.
    """
    if user.pk == actor.pk:
        raise NotAllowed
    event = data_unblock(user=user, actor=actor, reader=reader)
    if event is None:
        return False
    notice_write(user_id=user.pk, kind="account.data_unblocked", data={}, path=PAGE, event=event)
    return True
