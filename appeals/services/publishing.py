"""What the public may read. Decides nothing about consideration."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services.blocking import is_blocked
from appeals.counting import figure_add
from appeals.following import answer_announce, appeal_announce
from appeals.models import Answer, AnswerFile, AnswerText, Appeal, AppealText
from appeals.naming import names_person
from appeals.originals import Original, original_answer_of, original_of, public_name
from appeals.services.answer_screening import answer_marks
from appeals.services.moving import appeal_lock, appeal_tell, is_public, publication_check
from appeals.states import NameShown, Publication
from core.text import find_personal
from moderation.models import Ground
from moderation.services import moderation_open, moderation_withdraw
from moderation.wording import Wording, is_reworded
from search.services import entry_update
from signing.models import File

KIND = "appeal"
ANSWER_KIND = "answer"
NAME_LENGTH = 120


@transaction.atomic
def appeal_publish(
    *, appeal_id: int, subject: str, body: str, cuts: list[dict[str, Any]], actor: User
) -> AppealText:
    """Publish this wording, as a moderator decided. A former version stays in the records."""
    appeal = appeal_lock(appeal_id)
    publication_check(appeal, "publish", actor)
    was_public = is_public(appeal)
    original = original_of(appeal)
    now = timezone.now()
    text = _next_text(appeal, subject=subject, body=body, cuts=cuts, original=original, now=now)
    appeal.publication = Publication.PUBLISHED
    appeal.published_at = appeal.published_at or now
    # Sent a moment before the data was blocked: the wish of the text is older than that.
    hidden = appeal.author is not None and is_blocked(appeal.author)
    appeal.author_public_name = "" if hidden else public_name(appeal, original)[:NAME_LENGTH]
    appeal.save(update_fields=["publication", "published_at", "author_public_name"])
    is_corrected = bool(cuts) or (subject, body) != (original.subject, original.text)
    answers: list[Answer] = []
    event = appeal_tell(
        appeal,
        verb="appeal.publish",
        actor=actor,
        notice="appeal.published_corrected" if is_corrected else "appeal.published",
        data={"version": text.version, "corrected": is_corrected},
    )
    for answer in appeal.answers.select_related("original__row_key", "office", "agency"):
        answer_offer(answer, appeal)
        answers.append(answer)
    if answers and not was_public:  # one fact, one word of it: the latest answer
        answer_announce(answers[-1], appeal, event)
    elif not was_public:
        appeal_announce(appeal, event)
    entry_update(kind=KIND, object_id=str(appeal.pk))
    if not was_public:
        figure_add(appeal, "published", 1)
    return text


@transaction.atomic
def appeal_publication_refuse(*, appeal_id: int, ground: Ground, note: str, actor: User) -> Appeal:
    """Don't publish. The citizen gets the answer all the same."""
    appeal = appeal_lock(appeal_id)
    publication_check(appeal, "refuse", actor)
    appeal.publication = Publication.REFUSED
    appeal.refusal_ground = ground
    appeal.refusal_note = note or None
    appeal.save(update_fields=["publication", "refusal_ground", "refusal_note"])
    appeal_tell(
        appeal,
        verb="appeal.publication_refuse",
        actor=actor,
        notice="appeal.publication_refused",
        data={"ground": ground.code},
    )
    return appeal


@transaction.atomic
def appeal_publication_reopen(*, appeal_id: int, actor: User) -> Appeal:
    """An objection was right: a refused text waits for a decision once more.

    What is public stays public until the new decision; refusing it is no way out then.
    """
    appeal = appeal_lock(appeal_id)
    publication_check(appeal, "reopen", actor)
    if not is_public(appeal):
        appeal.publication = Publication.PENDING
        appeal.refusal_ground = appeal.refusal_note = None
        appeal.save(update_fields=["publication", "refusal_ground", "refusal_note"])
    appeal_tell(appeal, verb="appeal.publication_reopen", actor=actor)
    return appeal


@transaction.atomic
def appeal_unpublish(*, appeal_id: int, actor: User) -> Appeal:
    """Take a published application down: an error of moderation, or a court's order."""
    appeal = appeal_lock(appeal_id)
    publication_check(appeal, "unpublish", actor)
    appeal_tell(appeal, verb="appeal.unpublish", actor=actor, notice="appeal.unpublished")
    publication_stop(appeal)
    return appeal


def publication_stop(appeal: Appeal) -> None:
    """Withdraw every public version and the waiting item; the row is locked by the verb."""
    now = timezone.now()
    was_public = is_public(appeal)
    moderation_withdraw(kind=KIND, target_id=str(appeal.pk))
    for answer in appeal.answers.all():
        moderation_withdraw(kind=ANSWER_KIND, target_id=str(answer.pk))
    AppealText.objects.filter(appeal=appeal, withdrawn_at=None).update(withdrawn_at=now)
    AnswerText.objects.filter(answer__appeal=appeal, withdrawn_at=None).update(withdrawn_at=now)
    ends = {Publication.PUBLISHED: Publication.WITHDRAWN, Publication.PENDING: Publication.PRIVATE}
    appeal.publication = ends.get(Publication(appeal.publication), appeal.publication)
    appeal.save(update_fields=["publication"])
    entry_update(kind=KIND, object_id=str(appeal.pk))
    if was_public:
        figure_add(appeal, "published", -1)


def answer_offer(answer: Answer, appeal: Appeal) -> None:
    """Give an answer its public version: at once if clean, through a moderator if not.

    Nothing happens while the application itself isn't public.
    """
    if not is_public(appeal) or answer.public_texts.filter(withdrawn_at=None).exists():
        return
    body = original_answer_of(answer).body
    shown = original_of(appeal).full_name if appeal.name_shown == NameShown.FULL else ""
    is_clean = not answer_marks(body, answer.office, shown)
    if is_clean and not _names_hidden_author(body, appeal):
        answer_text_write(answer, body=body, cuts=[])
        answer_files_release(answer)
        return
    moderation_open(
        kind=ANSWER_KIND,
        target_id=str(answer.pk),
        agency=answer.agency,
        language=answer.language,
        subject="",
        body=body,
    )


def answer_files_release(answer: Answer, file_ids: Iterable[str] | None = None) -> None:
    """Make the files of a public answer public, or those that a moderator named; never one that
    is for the author only."""
    own = AnswerFile.objects.filter(answer=answer, is_private=False)
    if file_ids is not None:
        own = own.filter(file_id__in=list(file_ids))
    files = File.objects.filter(pk__in=own.values("file_id"), released_at=None)
    files.update(released_at=timezone.now())


def _names_hidden_author(body: str, appeal: Appeal) -> bool:
    """The answer says a name that its author does not show in full."""
    shows_all = appeal.name_shown == NameShown.FULL
    return not shows_all and names_person(body, original_of(appeal).person)


def answer_text_write(answer: Answer, *, body: str, cuts: list[dict[str, Any]]) -> AnswerText:
    """The next public version of an answer; the former one is kept as withdrawn."""
    now = timezone.now()
    version = answer.public_texts.count() + 1
    answer.public_texts.filter(withdrawn_at=None).update(withdrawn_at=now)
    return AnswerText.objects.create(
        answer=answer,
        version=version,
        language=answer.language,
        body=body,
        cuts=cuts,
        reworded=is_reworded(Wording("", original_answer_of(answer).body), Wording("", body, cuts)),
        published_at=now,
    )


def _next_text(
    appeal: Appeal, *, subject: str, body: str, cuts: list[Any], original: Original, now: Any
) -> AppealText:
    version = appeal.public_texts.count() + 1
    appeal.public_texts.filter(withdrawn_at=None).update(withdrawn_at=now)
    place = "" if find_personal(original.place) else original.place
    return AppealText.objects.create(
        appeal=appeal,
        version=version,
        language=appeal.language,
        subject=subject,
        body=body,
        cuts=cuts,
        reworded=is_reworded(
            Wording(original.subject, original.text), Wording(subject, body, cuts)
        ),
        place=place,
        published_at=now,
    )
