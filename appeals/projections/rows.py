"""Applications as list rows and as pages, for a reader."""

from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appeals.models import Answer, Appeal, AppealFile, Contribution
from appeals.originals import OriginalAnswer, original_answer_of, original_of
from appeals.permissions import WORKERS, can_read_original, can_work_on, is_author
from appeals.projections.course import course_of
from appeals.projections.shapes import (
    AnswerView,
    Card,
    Detail,
    FileView,
    PartView,
    RedirectView,
    SignatureView,
)
from appeals.projections.words import body_of, current_of, pieces_of, words_of
from appeals.selectors import gap_reasons
from appeals.states import OPEN_STATES, Kind, Publication, State
from core.audience import Reader
from signing.models import Receipt, Signature

EXCERPT = 220
# As the certificate says it (order №522/НҚ: 1.2.398.3.3.4.1.2.1 and .2).
POSTS = {
    "head": _("Head of the agency"),
    "signatory": _("Person with the right to sign for the agency"),
}


def card_of(appeal: Appeal, reader: Reader) -> Card:
    """An application as a list row for this reader."""
    original = original_of(appeal) if can_read_original(reader, appeal) else None
    subject, body = words_of(appeal, original)
    return Card(
        number=appeal.number,
        subject=subject,
        excerpt=_excerpt(body),
        language=appeal.language,
        author=appeal.author_public_name,
        kind=str(Kind(appeal.kind_registered).label),
        topic=appeal.topic.localized("name"),
        agency=appeal.agency.localized("name"),
        office=appeal.office.localized("title"),
        state=appeal.state,
        state_label=str(State(appeal.state).label),
        publication=appeal.publication,
        publication_label=str(Publication(appeal.publication).label),
        submitted_at=appeal.submitted_at,
        registered_on=appeal.registered_on,
        due_on=appeal.due_on,
        published_at=appeal.published_at,
        answered_at=appeal.answered_at,
        answers=_answer_count(appeal),
        is_overdue=appeal.state in OPEN_STATES and appeal.due_on < timezone.localdate(),
        waits_for_takeover=any(row.decided_at is None for row in appeal.redirects.all()),
        path=f"/applications/{appeal.number}/",
    )


def detail_of(appeal: Appeal, reader: Reader) -> Detail:
    """An application's page for this reader; fetch the row with ``appeal_get``."""
    sees_original = can_read_original(reader, appeal)
    can_work = can_work_on(reader, appeal)
    original = original_of(appeal) if sees_original else None
    text = current_of(appeal)
    answers = appeal.answers.all()
    rows: list[Appeal | Answer] = [appeal, *answers]
    reasons = gap_reasons(shown for row in rows if (shown := current_of(row)))
    return Detail(
        card=card_of(appeal, reader),
        place=original.place if original else (text.place if text else ""),
        segments=body_of(appeal, original, reasons),
        corrected=bool(text and text.cuts),
        reworded=bool(text and text.reworded and not (original and original.text)),
        answers=tuple(_answer_of(answer, sees_original, reasons) for answer in answers),
        redirects=tuple(_redirect_of(row) for row in appeal.redirects.all()),
        parts=_parts_of(appeal, reader) if sees_original else (),
        part_of=appeal.parent.number if appeal.parent else "",
        contribution=_contribution_of(appeal) if can_work else "",
        is_joint=appeal.is_joint,
        files=_files(appeal.files.all(), sees_original),
        extra=tuple(original.extra.items()) if original else (),
        shows_original=sees_original,
        is_mine=is_author(reader, appeal),
        has_receipt=is_author(reader, appeal) and appeal.payload_id is not None,
        can_work=can_work,
        author_full=original.full_name if original else "",
        refusal_ground=_ground_of(appeal) if sees_original else "",
        refusal_note=str(appeal.refusal_note or "") if is_author(reader, appeal) else "",
        course=course_of(appeal, reader),
    )


def _ground_of(appeal: Appeal) -> str:
    return appeal.refusal_ground.localized("title") if appeal.refusal_ground else ""


def _answer_of(answer: Answer, sees_original: bool, reasons: dict[str, str]) -> AnswerView:
    text = current_of(answer)
    original = original_answer_of(answer) if sees_original else OriginalAnswer()
    if original.body:
        segments = pieces_of(original.body, [])
    else:
        segments = pieces_of(text.body, text.cuts, reasons) if text else ()
    return AnswerView(
        position=answer.position,
        office=answer.office.localized("title"),
        agency=answer.agency.localized("name"),
        person=answer.tenure.localized("person") if answer.tenure else "",
        language=answer.language,
        delivered_at=answer.delivered_at,
        segments=segments,
        private=original.private,
        is_public=text is not None,
        reworded=bool(text and text.reworded and not original.body),
        files=_files(answer.files.all(), sees_original),
        signature=_signature_of(answer),
    )


def _signature_of(answer: Answer) -> SignatureView | None:
    signature = answer.signature
    if signature is None:
        return None
    facts = signature.certificate
    return SignatureView(
        signer=facts.get("name", ""),
        post=str(POSTS[facts["post"]]) if "post" in facts else "",
        agency_bin=facts.get("bin", ""),
        serial=facts.get("serial", ""),
        issuer=facts.get("issuer", ""),
        signed_at=signature.signed_at,
        digest=signature.payload.digest,
        root=signature.payload.text_root,
        check_path=_check_path(signature),
    )


def _check_path(signature: Signature) -> str:
    receipt: Receipt | None = getattr(signature, "receipt", None)
    return urlsplit(receipt.read()["check_address"]).path if receipt else ""


def _redirect_of(row: Any) -> RedirectView:
    return RedirectView(
        from_agency=row.from_agency.localized("name"),
        to_agency=row.to_agency.localized("name"),
        reason=row.reason,
        state=row.state,
        proposed_at=row.proposed_at,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        back_reason=row.back_reason,
        is_late=row.is_late,
        is_escalated=row.is_escalated,
    )


def _parts_of(appeal: Appeal, reader: Reader) -> tuple[PartView, ...]:
    """What the bodies of joint parts wrote is for the body that leads, not for the author."""
    leads = reader.works_at(appeal.agency_id, *WORKERS)
    return tuple(
        PartView(
            number=part.number,
            agency=part.agency.localized("name"),
            state=part.state,
            state_label=str(State(part.state).label),
            is_joint=part.is_joint,
            contribution=_contribution_of(part) if leads else "",
            path=f"/applications/{part.number}/",
        )
        for part in appeal.parts.all()
    )


def _contribution_of(part: Appeal) -> str:
    contribution: Contribution | None = getattr(part, "contribution", None)
    return str(contribution.body) if contribution else ""


def _files(rows: Any, sees_original: bool) -> tuple[FileView, ...]:
    files: list[AppealFile] = [row for row in rows if sees_original or row.file.released_at]
    return tuple(FileView(str(row.file.pk), row.file.name, row.file.size) for row in files)


def _answer_count(appeal: Appeal) -> int:
    """Lists have it counted, one application has its answers."""
    counted: int | None = getattr(appeal, "answer_count", None)
    return len(appeal.answers.all()) if counted is None else counted


def _excerpt(body: str) -> str:
    flat = " ".join(body.split())
    return flat if len(flat) <= EXCERPT else flat[:EXCERPT].rsplit(" ", 1)[0] + "…"
