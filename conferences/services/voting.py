"""One person, one vote per question; the counter equals the rows at every moment."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.blocking import blocked_refusal
from conferences.locking import question_lock
from conferences.models import ConferenceQuestion, QuestionVote
from conferences.services.talking import place_check, talk_check
from core.audience import Reader
from core.errors import NotAllowed, Refused


@dataclass(frozen=True)
class Vote:
    """What the voter is told: their vote as it stands now, and how many there are."""

    voted: bool
    votes: int


@transaction.atomic
def question_vote(*, question_id: int, voter: User, reader: Reader, on: bool) -> Vote:
    """Vote, or take the vote back. Doing it twice changes nothing, and the reply is the same.

    Refused: ``not_allowed`` to a visitor; ``own_question``; ``wrong_phase``; ``data_blocked`` (a
    vote can still be taken back); ``merged``, which names the question that stands for it;
    ``wrong_state`` while it isn't published. No event: whom somebody voted for is nobody's
    business, and the row is its own record.
    """
    if not reader.is_person(voter.pk):
        raise NotAllowed
    question = question_lock(question_id)
    _check(question, voter)
    # The question's row is locked, so nobody else adds or takes away a vote meanwhile.
    delta = _add(question, voter) if on else -_drop(question, voter)
    if delta:
        ConferenceQuestion.objects.filter(pk=question.pk).update(
            votes=F("votes") + delta, changed_at=timezone.now()
        )
    return Vote(voted=on, votes=question.votes + delta)


def _check(question: ConferenceQuestion, voter: User) -> None:
    place_check(question)
    if question.author_id == voter.pk:
        raise Refused(_("This is your own question. Others can vote for it."), code="own_question")
    talk_check(question.conference, _("Votes aren't taken now."))


def _add(question: ConferenceQuestion, voter: User) -> int:
    # Both in one statement: the question's row is locked, and others wait to vote.
    mine = QuestionVote.objects.filter(question=question, voter=OuterRef("pk"))
    found = User.objects.annotate(has_voted=Exists(mine))
    blocked_at, has_voted = found.values_list("data_blocked_at", "has_voted").get(pk=voter.pk)
    if blocked_at is not None:
        raise blocked_refusal()
    if has_voted:
        return 0
    QuestionVote.objects.create(question=question, voter=voter)
    return 1


def _drop(question: ConferenceQuestion, voter: User) -> int:
    return QuestionVote.objects.filter(question=question, voter=voter).delete()[0]
