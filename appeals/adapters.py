"""What applications are to the capabilities: moderated, searchable, signable."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeals.models import Answer, AnswerFile, AnswerText, Appeal, AppealFile
from appeals.objections import ObjectionsToAppeal
from appeals.originals import original_answer_of, original_of, public_name
from appeals.projections import (
    public_answer_words,
    public_words,
    shown_answer_of,
    shown_text_of,
)
from appeals.selectors import answer_of_payload, public_batch
from appeals.services import (
    answer_publish,
    answer_signed,
    answer_wait,
    answer_wait_end,
    appeal_publication_refuse,
    appeal_publish,
    appeal_register,
)
from appeals.services.publishing import answer_files_release
from appeals.services.registering import office_of
from appeals.services.signed_answers import appeal_id_of
from appeals.states import Publication
from core.localized import ORDER
from core.registry import ReceiptFacts, SearchRecord, ShownText
from ledger.models import Event
from notifications.services import notice_write
from signing.models import File, Signature, SignedPayload
from signing.payloads import payload_opening


class ModeratedAppeal(ObjectionsToAppeal):
    """A moderator decides whether the public may read an application."""

    label = _("Application")

    def lock(self, target_id: str) -> None:
        """The application's row first, as its own verbs do."""
        Appeal.objects.select_for_update().only("pk").get(pk=target_id)

    def describe(self, target_id: str) -> dict[str, Any]:
        """The original and the author's choices, for the moderator only."""
        appeal = Appeal.objects.select_related(
            "office__agency", "agency", "topic", "original__row_key"
        ).get(pk=target_id)
        original = original_of(appeal)
        facts = [
            (_("Addressed to"), appeal.office.localized("title")),
            (_("Agency"), appeal.agency.localized("name")),
            (_("Topic"), appeal.topic.localized("name")),
            (_("Place"), original.place),
            (_("Received"), date_format(localtime(appeal.submitted_at), "SHORT_DATETIME_FORMAT")),
        ]
        files = AppealFile.objects.filter(appeal=appeal).select_related("file")
        return {
            "title": appeal.number,
            "topic": appeal.topic.key,
            "subject": original.subject,
            "text": original.text,
            "author": public_name(appeal, original),
            "author_id": appeal.author_id,
            "facts": [(str(label), value) for label, value in facts if value],
            "files": [_file_of(appeal.number, row.file) for row in files],
        }

    def approve(
        self, target_id: str, *, subject: str, body: str, cuts: list[dict[str, Any]], actor: Any
    ) -> None:
        """Publish this wording."""
        appeal_publish(appeal_id=int(target_id), subject=subject, body=body, cuts=cuts, actor=actor)

    def refuse(self, target_id: str, *, ground: Any, note: str, actor: Any) -> None:
        """Don't publish; consideration goes on."""
        appeal_publication_refuse(appeal_id=int(target_id), ground=ground, note=note, actor=actor)

    def release_files(self, target_id: str, *, file_ids: Iterable[str], actor: Any) -> None:
        """Make these files of the application public, each by name of the moderator."""
        own = AppealFile.objects.filter(appeal_id=int(target_id), file_id__in=list(file_ids))
        File.objects.filter(pk__in=own.values("file_id"), released_at=None).update(
            released_at=timezone.now()
        )


class ModeratedAnswer:
    """An answer whose text holds personal data waits for a moderator."""

    label = _("Answer")

    def lock(self, target_id: str) -> None:
        """The row of the answer's application first."""
        appeals = Appeal.objects.select_for_update(of=("self",)).only("pk")
        appeals.get(answers=target_id)

    def public_wording(self, target_id: str) -> dict[str, Any] | None:
        """What the public reads of it now."""
        text = AnswerText.objects.filter(answer_id=target_id, withdrawn_at=None).first()
        return {"subject": "", "body": text.body, "cuts": text.cuts} if text else None

    def describe(self, target_id: str) -> dict[str, Any]:
        """The answer in full, for the moderator only."""
        answer = Answer.objects.select_related(
            "appeal", "office__agency", "agency", "original__row_key"
        ).get(pk=target_id)
        facts = [
            (_("Office"), answer.office.localized("title")),
            (_("Agency"), answer.agency.localized("name")),
            (
                _("Delivered"),
                date_format(localtime(answer.delivered_at), "SHORT_DATETIME_FORMAT"),
            ),
        ]
        files = AnswerFile.objects.filter(answer=answer, is_private=False).select_related("file")
        return {
            "title": answer.appeal.number,
            "text": original_answer_of(answer).body,
            "author_id": answer.written_by_id,
            "facts": [(str(label), value) for label, value in facts],
            "files": [
                _file_of(answer.appeal.number, row.file, "appeals_moderator_answer_file")
                for row in files
            ],
        }

    def approve(
        self, target_id: str, *, subject: str, body: str, cuts: list[dict[str, Any]], actor: Any
    ) -> None:
        """Publish this wording of the answer."""
        answer_publish(answer_id=int(target_id), body=body, cuts=cuts, actor=actor)

    def refuse(self, target_id: str, *, ground: Any, note: str, actor: Any) -> None:
        """The author has the answer; the public doesn't. Nothing else changes."""

    def release_files(self, target_id: str, *, file_ids: Iterable[str], actor: Any) -> None:
        """Make these files of the answer public, each by name of the moderator."""
        answer_files_release(Answer.objects.get(pk=target_id), file_ids)


class SearchableAppeal:
    """Published applications with their public answers."""

    label = _("Applications")

    def records(self, object_ids: Iterable[str]) -> list[SearchRecord]:
        """One record in the text's own language for each that is public now."""
        return [self._record(row) for row in public_batch(int(key) for key in object_ids)]

    def all_ids(self) -> Iterable[str]:
        """Every published application."""
        rows = Appeal.objects.filter(publication=Publication.PUBLISHED).order_by("pk")
        return (str(pk) for pk in rows.values_list("pk", flat=True).iterator())

    @staticmethod
    def _record(appeal: Appeal) -> SearchRecord:
        subject, body = public_words(appeal)
        return SearchRecord(
            object_id=str(appeal.pk),
            language=appeal.language or ORDER[0],
            title=subject,
            body="\n".join([body, *public_answer_words(appeal)]),
            url=f"/applications/{appeal.number}/",
            at=appeal.published_at or appeal.submitted_at,
            agency_id=appeal.agency_id,
            office_id=appeal.office_id,
            number=appeal.number,
        )


class SignableAppeal:
    """What a signature for an application brings about."""

    label = _("Application")

    def named(self, payload: SignedPayload) -> str:
        """What is signed, in a few words of the active language: for the SMS."""
        return office_of(payload).localized("title")

    def signed(self, payload: SignedPayload, signature: Signature) -> Appeal:
        """Register it."""
        return appeal_register(payload=payload, signature=signature)

    def result_of(self, payload: SignedPayload) -> Appeal | None:
        """The application this payload has become, if it has."""
        return Appeal.objects.filter(payload=payload).first()

    def bin_of(self, payload: SignedPayload) -> None:
        """Citizens sign for themselves."""

    def signature_refused(self, payload: SignedPayload, event: Event) -> None:
        """Tell the author, who finds the draft as it was."""
        office = office_of(payload)
        notice_write(
            user_id=payload.owner_id,
            kind="signature.refused",
            data={},
            path=f"/apply/{office.key}/check/",
            event=event,
        )


class ReceiptedAppeal:
    """What the receipt of an application says, and what may be compared with it."""

    def receipt_facts(self, payload: SignedPayload) -> ReceiptFacts | None:
        """Number, dates and addressee, as registered."""
        appeal = Appeal.objects.select_related("office").filter(payload=payload).first()
        if appeal is None:
            return None
        return ReceiptFacts(
            number=appeal.number,
            submitted_at=appeal.submitted_at,
            registered_on=appeal.registered_on,
            due_on=appeal.due_on,
            addressee={code: appeal.office.localized("title", code) for code in ORDER},
        )

    def shown_text(self, payload: SignedPayload) -> ShownText | None:
        """The public wording of now."""
        appeals = Appeal.objects.filter(payload=payload)
        found = public_batch(appeals.values_list("pk", flat=True))
        return shown_text_of(found[0]) if found else None


class ReceiptedAnswer:
    """The receipt of an answer's signature: its check address stands under the public answer."""

    address_is_public = True

    def receipt_facts(self, payload: SignedPayload) -> ReceiptFacts | None:
        """Number and dates of the application; the office in whose name it was answered."""
        rows = Answer.objects.select_related("appeal", "office")
        answer = rows.filter(signature__payload=payload).first()
        if answer is None:
            return None
        return ReceiptFacts(
            number=answer.appeal.number,
            submitted_at=answer.delivered_at,
            registered_on=answer.appeal.registered_on,
            due_on=answer.appeal.due_on,
            addressee={code: answer.office.localized("title", code) for code in ORDER},
        )

    def shown_text(self, payload: SignedPayload) -> ShownText | None:
        """The public wording of the answer, while the application is public."""
        answer = answer_of_payload(payload)
        return shown_answer_of(answer) if answer else None


class SignableAnswer:
    """What the head's signature under an answer brings about."""

    label = _("Answer")

    def named(self, payload: SignedPayload) -> str:
        """Which application it answers."""
        return gettext("answer to %(number)s") % {
            "number": Appeal.objects.only("number").get(pk=appeal_id_of(payload)).number
        }

    def signed(self, payload: SignedPayload, signature: Signature) -> Answer:
        """Deliver it."""
        return answer_signed(payload=payload, signature=signature)

    def result_of(self, payload: SignedPayload) -> Answer | None:
        """The answer this payload has become, if it has."""
        return Answer.objects.filter(signature__payload=payload).first()

    def chain_of(self, payload: SignedPayload) -> str:
        """The application's, begun by its author's signature if there was one."""
        appeal = Appeal.objects.only("payload_id", "number").get(pk=appeal_id_of(payload))
        return f"appeal:{appeal.payload_id or appeal.number}"

    def bin_of(self, payload: SignedPayload) -> str:
        """The head signs for the agency, with an employee's certificate of it."""
        return str(payload_opening(payload)["fields"]["agency_bin"])

    def signature_waits(self, payload: SignedPayload) -> None:
        """Signed, but not delivered yet."""
        answer_wait(payload=payload)

    def signature_withdrawn(self, payload: SignedPayload) -> None:
        """The head took the signature back."""
        answer_wait_end(payload=payload, actor=payload.owner)

    def signature_refused(self, payload: SignedPayload, event: Event) -> None:
        """The desk shows the answer as agreed again, not signed."""
        answer_wait_end(payload=payload)


def _file_of(number: str, file: File, view: str = "appeals_moderator_file") -> dict[str, Any]:
    return {
        "id": str(file.pk),
        "name": file.name,
        "size": file.size,
        "url": reverse(view, args=[number, file.pk]),
    }
