"""Ballots in the box and counted ones, votes of people, free answers."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from surveys.models import Ballot, BoxedBallot, Survey, SurveyText
from surveys.states import QuestionKind, TextState
from tests.factories.people import make_citizen
from tests.factories.surveys import SurveyFactory, add_question, full_answers


def wrapped(answers: dict[str, Any]) -> dict[str, Any]:
    """Values as a ballot keeps them; the hashes are nobody's."""
    return {key: {"v": value, "h": uuid4().hex * 2} for key, value in answers.items()}


class BallotFactory(DjangoModelFactory):
    """A counted ballot of today, not in the tallies: ``surveys.recount`` puts it there.

    ``values`` is {question key: canonical value}.
    """

    class Meta:
        model = Ballot

    class Params:
        values: Any = factory.LazyFunction(dict)

    survey = factory.SubFactory(SurveyFactory)
    receipt = factory.LazyFunction(lambda: uuid4().hex * 2)
    answers = factory.LazyAttribute(lambda row: wrapped(row.values))
    language = "kk"
    day = factory.LazyFunction(timezone.localdate)


class BoxedBallotFactory(BallotFactory):
    """A ballot in the box."""

    class Meta:
        model = BoxedBallot


def survey_vote_as(survey: Survey, voter: User | None = None, turn: int = 0, **more: Any) -> str:
    """Somebody answers everything through the verb; the receipt's code."""
    from surveys.services.voting import survey_vote

    said = {"raw": full_answers(survey, turn), "language": "kk", "version": survey.version} | more
    return survey_vote(survey_id=survey.pk, voter=voter or make_citizen(), **said).code


def survey_votes(survey: Survey, count: int, **more: Any) -> list[str]:
    """So many people answer and the box is emptied; the codes of their receipts."""
    from surveys.services.mixing import survey_mix

    codes = [survey_vote_as(survey, turn=turn, **more) for turn in range(count)]
    survey_mix(survey_id=survey.pk, final=True)
    survey.refresh_from_db()
    return codes


class SurveyTextFactory(DjangoModelFactory):
    """A published free answer. Traits: ``waiting``, ``refused``."""

    class Meta:
        model = SurveyText

    class Params:
        waiting = factory.Trait(state=TextState.PENDING, body="", published_on=None)
        refused = factory.Trait(state=TextState.REFUSED, body="", published_on=None)

    question = factory.LazyFunction(lambda: add_question(SurveyFactory(), QuestionKind.TEXT))
    receipt = factory.LazyFunction(lambda: uuid4().hex * 2)
    language = "kk"
    state = TextState.PUBLISHED
    body = "Көшеге жарық керек."
    published_on = factory.LazyFunction(timezone.localdate)
