"""From a prepared answer to a delivered one: signed by the head, or sent without EDS."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.readers import reader_for
from appeals.models import Answer, Appeal, PreparedAnswer
from appeals.permissions import can_sign_answer
from appeals.services.answering import Course, answer_deliver
from appeals.services.checking import answer_missing
from appeals.services.moving import appeal_lock, move_apply, move_tell
from appeals.services.offices import answering_office
from appeals.services.preparing import Prepared, prepared_drop, prepared_of, seen_check
from appeals.services.sending import leaving_check, prepared_get
from appeals.states import State, move_allowed
from core.audience import Reader
from core.errors import NotAllowed, Refused
from ledger.services import event_record
from signing.drafts import draft_lock, draft_open, draft_save
from signing.models import Draft, Signature, SignedPayload
from signing.payloads import payload_content, payload_current, payload_make, payload_opening

PURPOSE = "answer"
OBJECT_PREFIX = "appeal:"


@transaction.atomic
def answer_payload(
    *, appeal_id: int, actor: User, reader: Reader, anew: bool = False
) -> SignedPayload:
    """Freeze the prepared answer into the bytes the head signs; those of before while they are
    still of the same words and files and may be signed, unless ``anew``.

    They say, too, what the check found missing at this moment. Raises ``NotAllowed`` for anybody
    but a head of the agency, ``Refused`` when nothing is prepared or it can't be signed now.
    """
    draft = _draft_locked(appeal_id, actor)
    appeal = appeal_lock(appeal_id)
    if not can_sign_answer(reader, appeal):
        raise NotAllowed
    prepared = prepared_get(appeal)
    leaving_check(appeal)
    words = prepared.words
    values = {"body": words.body, "private": words.private}
    draft = draft_save(draft=draft, owner=actor, values=values, step="sign")
    fields = _fields(appeal, prepared)
    current = payload_current(draft, actor)
    if current is not None and not anew and _says(current, fields, prepared):
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
        files=[row.file for row in prepared.files],
        are_own=False,
        terms=None,
        person={"surname": vault.surname, "name": vault.name, "patronymic": vault.patronymic},
    )


@transaction.atomic
def answer_override(*, appeal_id: int, actor: User, reader: Reader, seen: int) -> None:
    """The head has read what is missing in this revision and sends it all the same.

    Said twice, or of an answer that has left meanwhile, it changes nothing.
    """
    appeal = appeal_lock(appeal_id)
    if not can_sign_answer(reader, appeal):
        raise NotAllowed
    row = PreparedAnswer.objects.filter(appeal=appeal, agency_id=appeal.agency_id).first()
    if row is None or row.overridden_revision == seen == row.revision:
        return
    seen_check(row, seen)
    row.overridden_by, row.overridden_revision = actor, row.revision
    row.save(update_fields=["overridden_by", "overridden_revision"])
    event_record(
        verb="answer.override",
        target=appeal,
        actor=actor,
        agency_id=appeal.agency_id,
        data={"revision": row.revision},
    )


@transaction.atomic
def answer_signed(*, payload: SignedPayload, signature: Signature) -> Answer:
    """Deliver the answer that was signed.

    Raises ``Refused`` when it is no longer what the desk holds: a colleague changed the words or
    the files, somebody answered meanwhile, the case was sent back or went to another agency.
    """
    seen = _seen_again(payload)
    answer = answer_deliver(
        appeal_id=seen.appeal.pk,
        actor=payload.owner,
        reader=seen.reader,
        body=seen.prepared.words.body,
        private=seen.prepared.words.private,
        override=True,
        course=Course(
            signature=signature,
            prepared_by=seen.prepared.by,
            agreed_by=seen.prepared.agreed_by,
            missing=tuple(seen.fields["missing"]),
            files=seen.prepared.files,
        ),
    )
    prepared_drop(seen.appeal)
    return answer


@transaction.atomic
def answer_wait(*, payload: SignedPayload) -> None:
    """The head has signed, the certificate can't be checked now: nobody changes the answer."""
    seen = _seen_again(payload)
    if seen.appeal.state != State.ANSWERED:
        seen.appeal.save(update_fields=move_apply(seen.appeal, "sign"))
    PreparedAnswer.objects.filter(appeal=seen.appeal).update(waits_since=timezone.now())
    move_tell(seen.appeal, "sign", actor=payload.owner, data={"revision": seen.prepared.revision})


@transaction.atomic
def answer_wait_end(*, payload: SignedPayload, actor: User | None = None) -> None:
    """The waiting signature was refused or taken back: the draft is open again.

    Nothing happens to an answer that isn't waiting, as when its author withdrew meanwhile.
    """
    appeal = appeal_lock(appeal_id_of(payload))
    waiting = PreparedAnswer.objects.filter(appeal=appeal, waits_since__isnull=False)
    if not waiting.update(waits_since=None):
        return
    if appeal.state == State.SIGNED:
        appeal.save(update_fields=move_apply(appeal, "sign_refused"))
    move_tell(appeal, "sign_refused", actor=actor)


def appeal_id_of(payload: SignedPayload) -> int:
    """The application whose answer the signed bytes are."""
    return int(payload_content(payload)["object"].removeprefix(OBJECT_PREFIX))


@dataclass(frozen=True)
class _Seen:
    appeal: Appeal
    reader: Reader
    prepared: Prepared
    fields: dict[str, Any]


def _seen_again(payload: SignedPayload) -> _Seen:
    """What was signed, if the desk still holds exactly that and its signer may sign it."""
    appeal = appeal_lock(appeal_id_of(payload))
    reader = reader_for(payload.owner)
    prepared = prepared_of(appeal)
    opening = payload_opening(payload)
    fields = opening["fields"]
    is_same = (
        prepared is not None
        and appeal.agency.bin == fields["agency_bin"]
        and prepared.words.body == opening["text"]
        and _fields(appeal, prepared, tuple(fields.get("missing", []))) == fields
        and _file_ids(prepared) == opening["files"]
    )
    if not is_same or not _may_leave(appeal) or not can_sign_answer(reader, appeal):
        raise Refused(
            _("The answer or the case has changed meanwhile. Look at it again and sign anew."),
            code="changed",
        )
    assert prepared is not None
    if fields.get("missing", []) and not prepared.is_overridden:
        raise Refused(
            _("Something is missing in the answer. Complete it, or tick “Send it all the same”."),
            code="incomplete",
        )
    return _Seen(appeal, reader, prepared, fields)


def _may_leave(appeal: Appeal) -> bool:
    return appeal.state in (State.SIGNED, State.ANSWERED) or move_allowed("sign", appeal.state)


def _fields(
    appeal: Appeal, prepared: Prepared, missing: tuple[str, ...] | None = None
) -> dict[str, Any]:
    if missing is None:
        found = answer_missing(
            appeal=appeal, body=prepared.words.body, private=prepared.words.private
        )
        missing = tuple(row.code for row in found)
    return {
        "number": appeal.number,
        "private": prepared.words.private,
        "private_files": prepared.private_files,
        "agency_bin": appeal.agency.bin,
        "office": answering_office(appeal).key,
        "position": appeal.answers.count() + 1,
        "revision": prepared.revision,
        "missing": list(missing),
    }


def _says(payload: SignedPayload, fields: dict[str, Any], prepared: Prepared) -> bool:
    opening = payload_opening(payload)
    return bool(opening["fields"] == fields and opening["files"] == _file_ids(prepared))


def _file_ids(prepared: Prepared) -> list[str]:
    return [str(row.file_id) for row in prepared.files]


def _draft_locked(appeal_id: int, actor: User) -> Draft:
    """The signer's draft before the application: signing takes the locks in this order."""
    number = Appeal.objects.values_list("number", flat=True).get(pk=appeal_id)
    draft = draft_open(owner=actor, purpose=PURPOSE, object_key=number)
    return draft_lock(draft=draft, owner=actor)
