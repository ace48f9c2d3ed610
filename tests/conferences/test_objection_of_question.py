"""An author objects to what a moderator decided about a question; another one judges."""

import pytest

from conferences.models import QuestionText
from conferences.states import QuestionState
from core.errors import NotAllowed, Refused
from moderation.selectors import objection_of
from moderation.services import objection_decide, objection_file
from notifications.models import Notice
from tests.appeals import people
from tests.conferences.askers import WORDS, ask, now, published, refuse, take_down, withdraw
from tests.factories.conferences import ConferenceFactory
from tests.factories.moderation import make_grounds
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    make_grounds()
    return people.make_moderator()


@pytest.fixture
def refused(moderator):
    question = ask(ConferenceFactory())
    refuse(question, moderator)
    return now(question)


def file(question, actor=None):
    words = {"kind": "question", "target_id": str(question.pk), "reason": "Это важно."}
    return objection_file(actor=actor or question.author, **words)


def told(question) -> list[str]:
    rows = Notice.objects.filter(user=question.author, kind__startswith="question.objection")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_overturned_another_moderator_publishes_it(refused, moderator) -> None:
    judge = people.make_moderator()
    item = objection_decide(objection=file(refused), actor=judge, outcome="overturned").item
    assert now(refused).state == QuestionState.PENDING
    with pytest.raises(NotAllowed):
        people.approve_item(item, moderator)
    people.approve_item(item, judge)
    assert now(refused).state == QuestionState.PUBLISHED
    assert QuestionText.objects.get(question=refused).body == WORDS
    assert told(refused) == ["question.objection_filed", "question.objection_overturned"]


def test_upheld_it_stays_refused(refused) -> None:
    judge = people.make_moderator()
    objection_decide(objection=file(refused), actor=judge, outcome="upheld", note="Не по теме.")
    assert now(refused).state == QuestionState.REFUSED
    assert objection_of("question", str(refused.pk)).note == "Не по теме."
    assert told(refused)[-1] == "question.objection_upheld"


def test_once_and_by_the_author_only(refused, moderator) -> None:
    with pytest.raises(NotAllowed):
        file(refused, make_person())
    file(refused)
    with pytest.raises(Refused) as caught:
        file(refused)
    assert caught.value.code == "objected"
    with pytest.raises(NotAllowed):
        objection_decide(
            objection=refused_objection(refused), actor=moderator, outcome="overturned"
        )


def refused_objection(question):
    from moderation.models import ModerationObjection

    return ModerationObjection.objects.get(target_id=str(question.pk))


def test_what_was_taken_down_may_be_objected_to(moderator) -> None:
    question = published(ConferenceFactory(), moderator)
    take_down(question, moderator)
    objection_decide(objection=file(question), actor=people.make_moderator(), outcome="overturned")
    assert now(question).state == QuestionState.PENDING


def test_what_is_public_stays_public_while_corrections_are_judged(moderator) -> None:
    question = ask(ConferenceFactory(), text="Звоните +7 701 000 00 11. Когда?")
    people.approve(question, moderator, "question")
    judge = people.make_moderator()
    objection_decide(objection=file(question), actor=judge, outcome="overturned")
    assert now(question).state == QuestionState.PUBLISHED
    with pytest.raises(Refused) as caught:
        take_down(question, judge)
    assert caught.value.code == "waiting"


def test_nothing_to_object_to_as_written_or_withdrawn(moderator) -> None:
    question = published(ConferenceFactory(), moderator)
    with pytest.raises(Refused) as caught:
        file(question)
    assert caught.value.code == "no_objection"
    refused = ask(ConferenceFactory(), text="Другой вопрос?")
    withdraw(refused)
    with pytest.raises(Refused):
        file(refused)
