"""Requests about one's own data: sent by the person, decided by an operator."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import DataRequest, RoleKind, User
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.text import clean_text
from ledger.models import Event
from ledger.services import event_record

LONGEST, SHORTEST_ANSWER = 2000, 10


@transaction.atomic
def data_request_send(*, user: User, kind: str, words: str) -> DataRequest:
    """Ask for erasure, blocking or correction. Refused: ``kind``, ``too_long``, ``open`` while one
    of the kind waits."""
    if kind not in DataRequest.Kind.values:
        raise Refused(_("Choose what you ask for."), code="kind")
    said = _words(words)
    User.objects.select_for_update().get(pk=user.pk)
    open_state = DataRequest.State.OPEN
    if DataRequest.objects.filter(user=user, kind=kind, state=open_state).exists():
        raise Refused(_("You have asked for this already. It waits for a decision."), code="open")
    row = DataRequest.objects.create(user=user, kind=kind, words=said or None)
    event_record(verb="data_request.send", target=row, actor=user, data={"kind": kind})
    return row


def data_request_decide(
    *, request_id: int, done: bool, answer: str, actor: Any, reader: Reader
) -> tuple[DataRequest, Event]:
    """An operator says what was done, or why it can't be; in the caller's transaction.

    Refused: ``NotAllowed``; ``decided`` already; ``answer`` without a sentence for the person.
    """
    if not reader.has(RoleKind.OPERATOR):
        raise NotAllowed
    row = DataRequest.objects.select_for_update().get(pk=request_id)
    if row.user_id == actor.pk:
        raise NotAllowed(_("Another operator decides about your own data."))
    if row.state != DataRequest.State.OPEN:
        raise Refused(_("This request is decided already."), code="decided")
    said = _words(answer)
    if len(said) < SHORTEST_ANSWER:
        raise Refused(_("Write to the person what was done, or why not."), code="answer")
    row.state = DataRequest.State.DONE if done else DataRequest.State.REFUSED
    row.answer, row.decided_at, row.decided_by = said, timezone.now(), actor
    row.save()
    data = {"kind": row.kind, "state": row.state}
    return row, event_record(verb="data_request.decide", target=row, actor=actor, data=data)


def _words(text: str) -> str:
    said = clean_text(text)
    if len(said) > LONGEST:
        raise Refused(_("At most 2,000 letters."), code="too_long")
    return said
