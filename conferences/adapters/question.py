"""What questions are to the capabilities: moderated, signable, with receipts."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conferences.locking import conference_now, question_lock
from conferences.models import Conference, ConferenceQuestion, QuestionText
from conferences.services.asking import ask_check, conference_id_of, question_register
from conferences.services.publishing import (
    question_publication_reopen,
    question_publish,
    question_refuse,
)
from conferences.services.questions import (
    MOVES,
    extra_of,
    own_words,
    question_path,
    question_tell,
)
from core.localized import ORDER
from core.registry import ReceiptFacts, ShownPiece, ShownText
from ledger.models import Event
from moderation.segments import segments_of
from notifications.services import notice_write
from signing.models import Signature, SignedPayload


class ModeratedQuestion:
    """A moderator decides whether the public may read a question."""

    label = _("Question to a conference")

    def lock(self, target_id: str) -> None:
        """The question's row first, as its own verbs do."""
        question_lock(int(target_id))

    def describe(self, target_id: str) -> dict[str, Any]:
        """The author's own words and choices, for the moderator only."""
        question = ConferenceQuestion.objects.select_related("conference__agency").get(pk=target_id)
        conference = question.conference
        facts = [
            (str(_("Conference")), conference.localized("theme")),
            (str(_("Agency")), conference.agency.localized("name")),
            (
                str(_("Received")),
                date_format(localtime(question.asked_at), "SHORT_DATETIME_FORMAT"),
            ),
            *extra_of(question).items(),
        ]
        return {
            "title": gettext("Question %(number)s") % {"number": question.number},
            "text": own_words(question),
            "author": question.author_public_name,
            "author_id": question.author_id,
            "url": f"/{question.language}{question_path(question)}",
            "facts": [(label, value) for label, value in facts if value],
        }

    def approve(
        self, target_id: str, *, subject: str, body: str, cuts: list[dict[str, Any]], actor: Any
    ) -> None:
        """Publish this wording."""
        question_publish(question_id=int(target_id), body=body, cuts=cuts, actor=actor)

    def refuse(self, target_id: str, *, ground: Any, note: str, actor: Any) -> None:
        """Don't publish."""
        question_refuse(question_id=int(target_id), ground=ground, note=note, actor=actor)

    def public_wording(self, target_id: str) -> dict[str, Any] | None:
        """What the public reads now."""
        text = QuestionText.objects.filter(question_id=int(target_id), withdrawn_at=None).first()
        return {"subject": "", "body": text.body, "cuts": text.cuts} if text else None

    def objection_allowed(self, target_id: str, actor: Any) -> bool:
        """A refusal, a taking down and corrections, not what the author took back."""
        question = ConferenceQuestion.objects.only("state", "author_id").get(pk=target_id)
        return question.author_id == actor.pk and question.state in MOVES["reopen"]

    def reopen_publication(self, target_id: str, *, actor: Any) -> None:
        """A moderator may decide anew."""
        question_publication_reopen(question_id=int(target_id), actor=actor)

    def objection_tell(
        self, target_id: str, *, notice: str, data: dict[str, Any], event: Event
    ) -> None:
        """Tell the author what became of the objection."""
        question = ConferenceQuestion.objects.select_related("conference").get(pk=target_id)
        question_tell(question, notice.removeprefix("moderation."), event, **data)


class SignableQuestion:
    """What a signature for a question brings about."""

    label = _("Question to a conference")

    def named(self, payload: SignedPayload) -> str:
        """What is signed, in a few words of the active language: for the SMS."""
        return conference_of(payload).localized("theme")

    def signed(self, payload: SignedPayload, signature: Signature) -> ConferenceQuestion:
        """Take it."""
        return question_register(payload=payload, signature=signature)

    def result_of(self, payload: SignedPayload) -> ConferenceQuestion | None:
        """The question this payload has become, if it has."""
        rows = ConferenceQuestion.objects.select_related("conference")
        return rows.filter(payload=payload).first()

    def bin_of(self, payload: SignedPayload) -> None:
        """People sign for themselves."""

    def signature_waits(self, payload: SignedPayload) -> None:
        """A signature that came after the closing isn't kept for its check."""
        ask_check(conference_now(conference_id_of(payload)), timezone.now())

    def signature_refused(self, payload: SignedPayload, event: Event) -> None:
        """Tell the author, who finds the draft as it was."""
        notice_write(
            user_id=payload.owner_id,
            kind="question.signature_refused",
            data={},
            path=f"/conferences/{conference_of(payload).key}/ask/",
            event=event,
        )


class ReceiptedQuestion:
    """What the receipt of a signed question says, and what may be compared with it."""

    def receipt_facts(self, payload: SignedPayload) -> ReceiptFacts | None:
        """Number, dates and conference; due is the day by which answers are promised."""
        rows = ConferenceQuestion.objects.select_related("conference")
        question = rows.filter(payload=payload).first()
        if question is None:
            return None
        conference = question.conference
        return ReceiptFacts(
            number=f"{conference.key}/{question.number}",
            submitted_at=question.asked_at,
            registered_on=localdate(question.asked_at),
            due_on=localdate(conference.answers_due_at),
            addressee={code: conference.localized("theme", code) for code in ORDER},
        )

    def shown_text(self, payload: SignedPayload) -> ShownText | None:
        """The public wording of now."""
        texts = QuestionText.objects.select_related("question__conference")
        text = texts.filter(question__payload=payload, withdrawn_at=None).first()
        if text is None:
            return None
        pieces = (
            ShownPiece(ground=piece.ground) if piece.is_gap else ShownPiece(text=piece.text)
            for piece in segments_of(text.body, text.cuts)
        )
        return ShownText(tuple(pieces), question_path(text.question))


def conference_of(payload: SignedPayload) -> Conference:
    """The conference the signed bytes name."""
    return Conference.objects.get(pk=conference_id_of(payload))


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
