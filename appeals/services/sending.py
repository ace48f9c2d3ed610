"""A prepared answer leaves: the checks that all ways share, and the way without a signature."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models import Answer, Appeal, PreparedAnswer
from appeals.permissions import can_answer
from appeals.services.answering import Course, answer_deliver
from appeals.services.moving import appeal_lock, move_check
from appeals.services.preparing import Prepared, prepared_drop, prepared_of, seen_check
from appeals.states import State
from core.audience import Reader
from core.errors import NotAllowed, Refused


@transaction.atomic
def answer_send(
    *, appeal_id: int, actor: User, reader: Reader, seen: int, override: bool = False
) -> Answer:
    """Deliver the prepared answer of an agency that doesn't sign yet.

    ``seen`` is the revision the page showed. Raises ``NotAllowed`` and ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    if not can_answer(reader, appeal):
        raise NotAllowed
    row = PreparedAnswer.objects.filter(appeal=appeal, agency_id=appeal.agency_id).first()
    if row is None:
        raise Refused(_("There is no prepared answer to deliver."), code="not_prepared")
    seen_check(row, seen)
    leaving_check(appeal)
    prepared = prepared_get(appeal)
    answer = answer_deliver(
        appeal_id=appeal.pk,
        actor=actor,
        reader=reader,
        body=prepared.words.body,
        private=prepared.words.private,
        override=override,
        course=Course(prepared_by=prepared.by, agreed_by=prepared.agreed_by, files=prepared.files),
    )
    prepared_drop(appeal)
    return answer


def prepared_get(appeal: Appeal) -> Prepared:
    """The prepared answer; ``Refused`` when there is none."""
    prepared = prepared_of(appeal)
    if prepared is None:
        raise Refused(_("There is no prepared answer to sign."), code="not_prepared")
    return prepared


def leaving_check(appeal: Appeal) -> None:
    """A draft leaves as drafted or agreed; what was sent back is written anew first."""
    if appeal.state != State.ANSWERED:
        move_check(appeal, "sign")
