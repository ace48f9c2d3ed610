"""Delivering answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.selectors import tenure_of
from appeals.counting import figure_add
from appeals.following import answer_announce
from appeals.models import Answer, AnswerFile, AnswerText, Appeal, PreparedFile
from appeals.originals import OriginalAnswer, answer_bytes
from appeals.permissions import can_answer, can_sign_answer
from appeals.services.checking import answer_missing
from appeals.services.moving import appeal_lock, appeal_tell, is_public, move_apply, move_check
from appeals.services.offices import answering_office
from appeals.services.publishing import KIND, answer_offer, answer_text_write
from core.audience import Reader
from core.envelope import seal
from core.errors import NotAllowed, Refused
from core.text import clean_text, detect_language
from moderation.permissions import is_moderator
from search.services import entry_update
from signing.models import Signature

SHORTEST_ANSWER = 20


@dataclass(frozen=True)
class Course:
    """How an answer came about, beside its words: kept with it for reviews and figures."""

    signature: Signature | None = None
    prepared_by: User | None = None
    agreed_by: User | None = None
    missing: tuple[str, ...] | None = None
    files: Sequence[PreparedFile] = ()


NO_COURSE = Course()


@transaction.atomic
def answer_deliver(
    *,
    appeal_id: int,
    actor: User,
    reader: Reader,
    body: str,
    private: str = "",
    override: bool = False,
    course: Course = NO_COURSE,
) -> Answer:
    """Answer an application in the name of the office that holds it now, by whoever heads it.

    ``private`` is read by the author only. ``override`` sends an answer that the check finds
    incomplete; who did so is kept. ``course`` is what the way of prepared answers knows: the
    head's signature (an agency that signs its answers delivers none without it), who wrote and
    agreed, what the signer was told is missing, files. Raises ``NotAllowed`` and ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    may = can_sign_answer if course.signature else can_answer
    if not may(reader, appeal):
        raise NotAllowed
    move_check(appeal, "answer")
    original = answer_check(appeal, body, private)
    if course.signature is None and appeal.agency.signs_answers:
        raise Refused(
            _("Answers of this agency leave with the digital signature of its head."),
            code="answer_unsigned",
        )
    missing = _missing_checked(appeal, original, override, course)
    is_first = not appeal.answers.exists()
    answer = _answer_create(appeal, original, actor, course, missing)
    appeal.answered_at = appeal.answered_at or answer.delivered_at
    appeal.save(update_fields=[*move_apply(appeal, "answer"), "answered_at"])
    event = appeal_tell(
        appeal,
        verb="answer.deliver",
        actor=actor,
        notice="appeal.answered",
        data={"answer": answer.position, "missing": missing, "files": len(course.files)},
    )
    answer_offer(answer, appeal)
    if is_public(appeal):
        answer_announce(answer, appeal, event)
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
    data = {"answer": answer.position}
    event = appeal_tell(appeal, verb="answer.publish", actor=actor, data=data)
    answer_announce(answer, appeal, event)
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


def _missing_checked(
    appeal: Appeal, original: OriginalAnswer, override: bool, course: Course
) -> list[str]:
    """Codes of what the answer lacks: as the signer saw them, else as it is now."""
    codes = course.missing
    if codes is None:
        found = answer_missing(appeal=appeal, body=original.body, private=original.private)
        codes = tuple(row.code for row in found)
    if codes and not override:
        raise Refused(
            _("Something is missing in the answer. Complete it, or tick “Send it all the same”."),
            code="incomplete",
        )
    return list(codes)


def _answer_create(
    appeal: Appeal, original: OriginalAnswer, actor: User, course: Course, missing: list[str]
) -> Answer:
    office = answering_office(appeal)
    answer = Answer.objects.create(
        appeal=appeal,
        agency=appeal.agency,
        office=office,
        tenure=tenure_of(office),
        language=detect_language(original.body),
        original=seal(answer_bytes(original)),
        written_by=actor,
        prepared_by=course.prepared_by or actor,
        agreed_by=course.agreed_by,
        signature=course.signature,
        missing=missing,
        overridden_by=actor if missing else None,
        delivered_at=timezone.now(),
        position=appeal.answers.count() + 1,
    )
    AnswerFile.objects.bulk_create(
        AnswerFile(
            answer=answer, file_id=row.file_id, is_private=row.is_private, position=row.position
        )
        for row in course.files
    )
    return answer
