"""The author takes a question back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conferences.locking import question_changed, question_lock
from conferences.models import ConferenceQuestion
from conferences.permissions import is_asker
from conferences.services.questions import (
    KIND,
    leave_hall,
    move_check,
    question_event,
    words_withdraw,
)
from conferences.states import Place, QuestionState
from core.audience import Reader
from core.errors import NotAllowed, Refused
from moderation.services import moderation_withdraw

ANSWERED_IN_HALL = (Place.NOW, Place.DONE)


@transaction.atomic
def question_withdraw(*, question_id: int, actor: User, reader: Reader) -> ConferenceQuestion:
    """Take it back, in any phase, until it is answered; a public one leaves a stone on its page.

    Its votes and comments stay in the records. Refused: ``not_allowed`` to anybody but the author;
    ``wrong_state``; ``answered``; ``merged`` when it stands for questions of other people too.
    """
    question = question_lock(question_id)
    if not is_asker(reader, question) or not reader.is_person(actor.pk):
        raise NotAllowed
    if question.state == QuestionState.MERGED or question.merged.exists():
        raise Refused(
            _("This question stands together with others now, so it can't be taken back."),
            code="merged",
        )
    move_check(question, "withdraw")
    if is_answered(question):
        raise Refused(
            _("This question is answered already, so it can't be taken back."), code="answered"
        )
    words_withdraw(question)
    question.state = QuestionState.WITHDRAWN
    question_changed(question, "state", *leave_hall(question))
    question_event(question, "withdraw", actor)
    moderation_withdraw(kind=KIND, target_id=str(question.pk), actor=actor)
    return question


def is_answered(question: ConferenceQuestion) -> bool:
    """It has a written answer, or is or was answered in the hall."""
    written = question.answers.filter(withdrawn_at=None)
    return question.place in ANSWERED_IN_HALL or written.exists()
