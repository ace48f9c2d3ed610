"""A conference that goes on, and who keeps, answers and watches it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import RoleKind, User
from accounts.readers import reader_for
from conferences.models import Conference, ConferenceQuestion, QuestionAnswer, QuestionVote, Speaker
from conferences.services import (
    Merged,
    answer_write,
    question_merge,
    question_place,
)
from conferences.services.answering import answers_seen
from tests.conferences.talkers import make_staff
from tests.factories.agencies import AgencyFactory
from tests.factories.conferences import ConferenceFactory, QuestionFactory, SpeakerFactory
from tests.factories.people import make_citizen

ANSWER = "Дорогу почистим до конца недели, работы уже начались."


@dataclass
class Hall:
    """Everybody around one conference."""

    conference: Conference
    clerk: User
    speaker: User
    seat: Speaker


def make_hall(**times: Any) -> Hall:
    """Answers are being given; ``times`` or traits of the factory say otherwise."""
    conference = ConferenceFactory(**(times or {"answering": True}))
    speaker = make_citizen()
    return Hall(
        conference,
        make_staff(RoleKind.CLERK, conference.agency),
        speaker,
        SpeakerFactory(conference=conference, user=speaker),
    )


def make_stranger(kind: str = RoleKind.CLERK) -> User:
    """Somebody of another agency."""
    return make_staff(kind, AgencyFactory())


def ask(hall: Hall, *, votes: int = 0, author: User | None = None, **fields: Any) -> Any:
    """A published question with so many votes of different people."""
    question = QuestionFactory(
        conference=hall.conference, author=author or make_citizen(), **fields
    )
    vote_rows(question, [make_citizen() for _ in range(votes)])
    return question


def vote_rows(question: ConferenceQuestion, voters: list[User]) -> None:
    QuestionVote.objects.bulk_create(
        [QuestionVote(question=question, voter=voter) for voter in voters]
    )
    question.votes = QuestionVote.objects.filter(question=question).count()
    question.save(update_fields=["votes"])


def place(question: ConferenceQuestion, where: str, actor: User) -> ConferenceQuestion:
    return question_place(
        question_id=question.pk, place=where, actor=actor, reader=reader_for(actor)
    )


def merge(source: ConferenceQuestion, target: ConferenceQuestion, actor: User) -> Merged:
    return question_merge(
        source_id=source.pk, target_id=target.pk, actor=actor, reader=reader_for(actor)
    )


def answer(question: ConferenceQuestion, actor: User, body: str = ANSWER, **said: Any) -> Any:
    """As from a form opened this moment, unless ``seen`` says otherwise."""
    seen = said.pop("seen", None)
    return answer_write(
        question_id=question.pk,
        body=body,
        actor=actor,
        reader=reader_for(actor),
        seen=answers_seen(question) if seen is None else seen,
        **said,
    )


def standing(question: ConferenceQuestion) -> list[QuestionAnswer]:
    return list(question.answers.filter(withdrawn_at=None))


def cancel(conference: Conference) -> None:
    conference.cancelled_at = timezone.now() - timedelta(minutes=1)
    conference.cancel_reason_kk = conference.cancel_reason_ru = "Апат"
    conference.save()
