"""What moderators decide about questions."""

import pytest

from accounts.readers import reader_for
from conferences.models import QuestionText
from conferences.services import question_publish, question_refuse, question_vote
from conferences.states import Place, QuestionState
from core.errors import NotAllowed, Refused
from moderation.models import Ground, ModeratedText, ModerationDecision
from notifications.models import Notice
from tests.appeals import people
from tests.conferences.askers import WORDS, ask, now, published, refuse, take_down, withdraw
from tests.factories.conferences import ConferenceFactory
from tests.factories.moderation import make_grounds
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db

CUT = {"start": 0, "end": 5, "ground": "abuse"}


@pytest.fixture
def moderator():
    make_grounds()
    return people.make_moderator()


def notices(question) -> list[str]:
    rows = Notice.objects.filter(user=question.author).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_an_approved_question_is_public(moderator) -> None:
    question = published(ConferenceFactory(), moderator)
    assert question.state == QuestionState.PUBLISHED
    assert question.published_at
    text = QuestionText.objects.get(question=question, withdrawn_at=None)
    assert (text.body, text.cuts, text.reworded) == (WORDS, [], False)
    assert notices(question) == ["question.asked", "question.published"]


def test_a_telephone_number_never_becomes_public(moderator) -> None:
    question = published(ConferenceFactory(), moderator, text="Звоните +7 701 000 00 11. Когда?")
    text = QuestionText.objects.get(question=question, withdrawn_at=None)
    assert "000 00 11" not in text.body
    assert text.cuts
    assert notices(question)[-1] == "question.published_corrected"


def test_it_is_published_after_the_closing_too(moderator) -> None:
    question = ask(ConferenceFactory())
    closed = ConferenceFactory(closed=True)
    for name in ("announced_at", "opens_at", "closes_at", "answers_from_at"):
        setattr(question.conference, name, getattr(closed, name))
    question.conference.save()
    people.approve(question, moderator, "question")
    assert now(question).state == QuestionState.PUBLISHED


def test_a_refusal_says_its_ground(moderator) -> None:
    question = ask(ConferenceFactory())
    refuse(question, moderator)
    after = now(question)
    assert after.state == QuestionState.REFUSED
    assert after.refusal_ground
    assert not after.public_texts.exists()
    assert notices(question) == ["question.asked", "question.refused"]


def test_a_moderator_judges_no_question_of_their_own(moderator) -> None:
    question = ask(ConferenceFactory(), moderator)
    with pytest.raises(NotAllowed):
        people.approve(question, moderator, "question")
    with pytest.raises(NotAllowed):
        refuse(question, moderator)
    with pytest.raises(NotAllowed):
        question_publish(question_id=question.pk, body=WORDS, cuts=[], actor=moderator)
    own = published(ConferenceFactory(), people.make_moderator(), moderator)
    with pytest.raises(NotAllowed):
        take_down(own, moderator)


def test_nobody_but_moderators_decides(moderator) -> None:
    question = published(ConferenceFactory(), moderator)
    for person in (make_person(), people.make_worker(question.conference.agency, "head")):
        with pytest.raises(NotAllowed):
            take_down(question, person)


def test_taken_down_it_leaves_page_and_hall(moderator) -> None:
    question = published(ConferenceFactory(), moderator)
    question.place = Place.NOW
    question.save()
    take_down(question, moderator)
    after = now(question)
    assert (after.state, after.place) == (QuestionState.REFUSED, Place.QUEUE)
    assert after.refusal_ground.code == "abuse"
    assert not after.public_texts.filter(withdrawn_at=None).exists()
    assert ModerationDecision.objects.filter(kind="question", decision="refused").exists()
    assert not ModeratedText.objects.exists()
    assert notices(question)[-1] == "question.taken_down"


def test_a_ground_is_needed(moderator) -> None:
    question = published(ConferenceFactory(), moderator)
    with pytest.raises(Refused) as caught:
        take_down(question, moderator, "no-such-ground")
    assert caught.value.code == "ground"
    assert now(question).state == QuestionState.PUBLISHED


def test_a_withdrawn_question_can_not_be_decided_on(moderator) -> None:
    question = ask(ConferenceFactory())
    withdraw(question)
    with pytest.raises(Refused) as caught:
        question_publish(question_id=question.pk, body=WORDS, cuts=[], actor=moderator)
    assert caught.value.code == "wrong_state"
    ground = Ground.objects.get(code="abuse")
    with pytest.raises(Refused):
        question_refuse(question_id=question.pk, ground=ground, note="", actor=moderator)
    with pytest.raises(Refused):
        take_down(question, moderator)


def test_a_withdrawn_question_takes_no_votes(moderator) -> None:
    question = published(ConferenceFactory(), moderator)
    withdraw(question)
    voter = make_person()
    with pytest.raises(Refused) as caught:
        question_vote(question_id=question.pk, voter=voter, reader=reader_for(voter), on=True)
    assert caught.value.code == "wrong_state"
