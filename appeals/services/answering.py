"""Delivering answers."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Office
from agencies.selectors import tenure_of
from appeals.counting import figure_add
from appeals.models import Answer, AnswerText, Appeal
from appeals.originals import OriginalAnswer, answer_bytes
from appeals.permissions import can_answer
from appeals.services.moving import appeal_lock, appeal_tell, is_public, move_apply, move_check
from appeals.services.publishing import KIND, answer_offer, answer_text_write
from core.audience import Reader
from core.envelope import seal
from core.errors import NotAllowed, Refused
from core.text import clean_text, detect_language
from moderation.permissions import is_moderator
from search.services import entry_update
from signing.models import Signature

SHORTEST_ANSWER = 20


@transaction.atomic
def answer_deliver(
    *,
    appeal_id: int,
    actor: User,
    reader: Reader,
    body: str,
    private: str = "",
    signature: Signature | None = None,
) -> Answer:
    """Answer an application in the name of the office that holds it now, by whoever heads it.

    ``private`` is read by the author only. ``signature`` is the head's digital signature; an
    agency that signs its answers delivers none without it. Raises ``NotAllowed`` and ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    if not can_answer(reader, appeal):
        raise NotAllowed
    move_check(appeal, "answer")
    original = answer_check(appeal, body, private)
    if signature is None and appeal.agency.signs_answers:
        raise Refused(
            _("Answers of this agency leave with the digital signature of its head."),
            code="answer_unsigned",
        )
    is_first = not appeal.answers.exists()
    answer = _answer_create(appeal, original, actor, signature)
    appeal.answered_at = appeal.answered_at or answer.delivered_at
    appeal.save(update_fields=[*move_apply(appeal, "answer"), "answered_at"])
    appeal_tell(
        appeal,
        verb="answer.deliver",
        actor=actor,
        notice="appeal.answered",
        data={"answer": answer.position},
    )
    answer_offer(answer, appeal)
    if is_public(appeal):
        entry_update(kind=KIND, object_id=str(appeal.pk))
    if is_first:
        figure_add(appeal, "answered", 1)
    return answer


@transaction.atomic
def answer_publish(
    *, answer_id: int, body: str, cuts: list[dict[str, Any]], actor: User
) -> AnswerText:
    """Publish a moderated wording of an answer, if its application is public."""
    answer = Answer.objects.get(pk=answer_id)
    appeal = appeal_lock(answer.appeal_id)
    if not is_moderator(actor):
        raise NotAllowed
    if not is_public(appeal):
        raise Refused(_("The application is not public."), code="not_public")
    text = answer_text_write(answer, body=body, cuts=cuts)
    appeal_tell(appeal, verb="answer.publish", actor=actor, data={"answer": answer.position})
    entry_update(kind=KIND, object_id=str(appeal.pk))
    return text


def answer_check(appeal: Appeal, body: str, private: str) -> OriginalAnswer:
    """The words of an answer, cleaned; ``Refused`` when they can't be delivered."""
    original = OriginalAnswer(body=clean_text(body), private=clean_text(private))
    if len(original.body) < SHORTEST_ANSWER:
        raise Refused(_("Write the answer in full sentences."), code="answer_too_short")
    if appeal.redirects.filter(decided_at=None).exists():
        raise Refused(_("It is being handed over; wait for the other body."), code="redirect_open")
    return original


def _answer_create(
    appeal: Appeal, original: OriginalAnswer, actor: User, signature: Signature | None
) -> Answer:
    office = answering_office(appeal)
    return Answer.objects.create(
        appeal=appeal,
        agency=appeal.agency,
        office=office,
        tenure=tenure_of(office),
        language=detect_language(original.body),
        original=seal(answer_bytes(original)),
        written_by=actor,
        signature=signature,
        delivered_at=timezone.now(),
        position=appeal.answers.count() + 1,
    )


def answering_office(appeal: Appeal) -> Office:
    """The addressed office while its agency holds the case, else the first office of the holder."""
    if appeal.office.agency_id == appeal.agency_id:
        return appeal.office
    office = Office.objects.filter(agency_id=appeal.agency_id, is_active=True).first()
    if office is None:
        raise Refused(_("Your agency has no office that could answer."), code="no_office")
    return office
