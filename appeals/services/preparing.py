"""From a prepared answer to a signed one: written at the desk, signed by the head with EDS."""

import json
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.readers import reader_for
from appeals.models import Answer, Appeal, PreparedAnswer
from appeals.originals import OriginalAnswer, answer_bytes
from appeals.permissions import can_answer, can_sign_answer
from appeals.services.answering import answer_check, answer_deliver, answering_office
from appeals.services.moving import appeal_lock, move_check
from core.audience import Reader
from core.errors import NotAllowed, Refused
from ledger.services import event_record
from signing.drafts import draft_open, draft_save
from signing.models import Signature, SignedPayload
from signing.payloads import (
    payload_content,
    payload_current,
    payload_make,
    payload_opening,
)

PURPOSE = "answer"
OBJECT_PREFIX = "appeal:"


@dataclass(frozen=True)
class Prepared:
    """A prepared answer as the desk shows it."""

    words: OriginalAnswer
    revision: int


def prepared_of(appeal: Appeal) -> Prepared | None:
    """The answer that the holding agency has prepared; none of another agency's."""
    row = PreparedAnswer.objects.filter(appeal=appeal, agency_id=appeal.agency_id).first()
    return Prepared(OriginalAnswer(**json.loads(str(row.content))), row.revision) if row else None


@transaction.atomic
def answer_prepare(
    *, appeal_id: int, actor: User, reader: Reader, body: str, private: str = "", seen: int = 0
) -> PreparedAnswer:
    """Keep an answer for the head to sign.

    ``seen`` is the revision the page was made from (0: there was none): newer words of a
    colleague are never replaced unseen. Raises ``NotAllowed`` and ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    if not can_answer(reader, appeal):
        raise NotAllowed
    move_check(appeal, "answer")
    words = answer_check(appeal, body, private)
    known = PreparedAnswer.objects.filter(appeal=appeal).first()
    is_ours = known is not None and known.agency_id == appeal.agency_id
    if known is not None and is_ours and known.revision != seen:
        raise Refused(
            _("A colleague has changed the prepared answer since you opened it."), code="changed"
        )
    row = known or PreparedAnswer(appeal=appeal, revision=0)
    row.agency_id = appeal.agency_id
    row.content = answer_bytes(words).decode()
    row.revision += 1
    row.prepared_by, row.prepared_at = actor, timezone.now()
    row.save()
    event_record(verb="answer.prepare", target=appeal, actor=actor, agency_id=appeal.agency_id)
    return row


@transaction.atomic
def answer_payload(
    *, appeal_id: int, actor: User, reader: Reader, anew: bool = False
) -> SignedPayload:
    """Freeze the prepared answer into the bytes the head signs; those of before while they are
    still of the same words and may be signed, unless ``anew``.

    Raises ``NotAllowed`` for anybody but a head of the agency, ``Refused`` when nothing is
    prepared or the application can't be answered now.
    """
    appeal = appeal_lock(appeal_id)
    if not can_sign_answer(reader, appeal):
        raise NotAllowed
    move_check(appeal, "answer")
    prepared = prepared_of(appeal)
    if prepared is None:
        raise Refused(_("There is no prepared answer to sign."), code="not_prepared")
    words = prepared.words
    draft = draft_open(owner=actor, purpose=PURPOSE, object_key=appeal.number)
    values = {"body": words.body, "private": words.private}
    draft = draft_save(draft=draft, owner=actor, values=values, step="sign")
    fields = {
        "number": appeal.number,
        "private": words.private,
        "agency_bin": appeal.agency.bin,
        "office": answering_office(appeal).key,
        "position": appeal.answers.count() + 1,
        "revision": prepared.revision,
    }
    current = payload_current(draft, actor)
    if current is not None and not anew and payload_opening(current)["fields"] == fields:
        return current
    vault = actor.vault
    return payload_make(
        owner=actor,
        draft=draft,
        purpose=PURPOSE,
        object_ref=f"{OBJECT_PREFIX}{appeal.pk}",
        subject="",
        text=words.body,
        fields=fields,
        files=[],
        terms=None,
        person={"surname": vault.surname, "name": vault.name, "patronymic": vault.patronymic},
    )


@transaction.atomic
def answer_signed(*, payload: SignedPayload, signature: Signature) -> Answer:
    """Deliver the answer that was signed.

    Raises ``Refused`` when it is no longer what the desk holds: a colleague changed the words,
    somebody answered meanwhile, the case went to another agency.
    """
    fields = payload_opening(payload)["fields"]
    appeal = appeal_lock(appeal_id_of(payload))
    reader = reader_for(payload.owner)
    prepared = prepared_of(appeal)
    is_same = prepared is not None and (
        prepared.revision == fields["revision"]
        and appeal.agency.bin == fields["agency_bin"]
        and appeal.answers.count() + 1 == fields["position"]
    )
    if not is_same or not can_sign_answer(reader, appeal):
        raise Refused(
            _("The answer or the case has changed meanwhile. Look at it again and sign anew."),
            code="changed",
        )
    assert prepared is not None
    answer = answer_deliver(
        appeal_id=appeal.pk,
        actor=payload.owner,
        reader=reader,
        body=prepared.words.body,
        private=prepared.words.private,
        signature=signature,
    )
    PreparedAnswer.objects.filter(appeal=appeal).delete()
    return answer


def appeal_id_of(payload: SignedPayload) -> int:
    """The application whose answer the signed bytes are."""
    return int(payload_content(payload)["object"].removeprefix(OBJECT_PREFIX))
