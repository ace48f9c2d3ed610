"""What moderators decide about a question: published, refused, taken down, looked at anew."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleKind, User
from conferences.locking import question_changed, question_lock
from conferences.models import ConferenceQuestion, QuestionText
from conferences.naming import public_name
from conferences.services.questions import (
    leave_hall,
    move_check,
    own_words,
    question_event,
    question_queue,
    question_tell,
    text_put,
    words_withdraw,
)
from conferences.states import QuestionState
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.text import clean_text
from moderation.models import Decision, Ground
from moderation.services.checks import ground_check
from moderation.services.closing import item_decide


@transaction.atomic
def question_publish(
    *, question_id: int, body: str, cuts: list[dict[str, Any]], actor: User
) -> QuestionText:
    """Publish this wording, as a moderator decided, in any phase: it was asked in time.

    A merged question stays merged and gets the new wording.
    """
    question = question_lock(question_id)
    judge_check(question, actor)
    move_check(question, "publish")
    text = text_put(question, body, cuts)
    if question.state != QuestionState.MERGED:
        question.state = QuestionState.PUBLISHED
    question.published_at = question.published_at or timezone.now()
    if question.author:
        question.author_public_name = public_name(question.author, question.name_shown)
    question.refusal_ground = question.refusal_note = None
    question_changed(
        question, "state", "published_at", "author_public_name", "refusal_ground", "refusal_note"
    )
    is_corrected = bool(cuts) or body != own_words(question)
    event = question_event(question, "publish", actor, version=text.version, corrected=is_corrected)
    question_tell(question, "published_corrected" if is_corrected else "published", event)
    return text


@transaction.atomic
def question_refuse(
    *, question_id: int, ground: Ground, note: str, actor: User
) -> ConferenceQuestion:
    """Don't publish. The author reads the ground and may object."""
    question = question_lock(question_id)
    judge_check(question, actor)
    move_check(question, "refuse")
    _stop(question, ground, note)
    event = question_event(question, "refuse", actor, ground=ground.code)
    question_tell(question, "refused", event)
    return question


@transaction.atomic
def question_publication_reopen(*, question_id: int, actor: User) -> ConferenceQuestion:
    """An objection was right: it waits for a decision once more. What is public stays public."""
    question = question_lock(question_id)
    judge_check(question, actor)
    move_check(question, "reopen")
    if question.state == QuestionState.REFUSED:
        question.state = QuestionState.PENDING
        question.refusal_ground = question.refusal_note = None
        question_changed(question, "state", "refusal_ground", "refusal_note")
    question_event(question, "reopen", actor)
    return question


@transaction.atomic
def question_take_down(
    *, question_id: int, ground: Ground | str, note: str = "", actor: User, reader: Reader
) -> ConferenceQuestion:
    """A moderator takes a published question down on a ground; a stone on its page says which.

    It counts as a decision on publication, so its author may object and another person judges.
    Refused: ``not_allowed``, for one's own as well; ``wrong_state``; ``ground``; ``waiting`` while
    a moderator decides after an objection.
    """
    question = question_lock(question_id)
    if not reader.is_person(actor.pk) or not reader.has(RoleKind.MODERATOR):
        raise NotAllowed
    judge_check(question, actor)
    move_check(question, "take_down")
    reason = ground_check(ground)
    item = question_queue(question)
    if item.objection_id:
        raise Refused(
            _("The author has objected. A moderator is deciding on this question."), code="waiting"
        )
    _stop(question, reason, clean_text(note))
    event = question_event(question, "take_down", actor, ground=reason.code)
    question_tell(question, "taken_down", event)
    told = {"text": own_words(question)}
    item_decide(item, Decision.REFUSED, actor=actor, told=told, ground=reason)
    return question


def judge_check(question: ConferenceQuestion, actor: User) -> None:
    """Nobody decides on a question of their own."""
    if question.author_id is not None and question.author_id == actor.pk:
        raise NotAllowed(_("You can't decide on your own text."))


def _stop(question: ConferenceQuestion, ground: Ground, note: str) -> None:
    words_withdraw(question)
    question.state = QuestionState.REFUSED
    question.refusal_ground = ground
    question.refusal_note = note or None
    question_changed(question, "state", "refusal_ground", "refusal_note", *leave_hall(question))
