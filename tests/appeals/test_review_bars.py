"""A review is by another person: whoever was behind the answer keeps away, but a head may sign."""

import pytest

from accounts.models import RoleKind
from accounts.readers import reader_for
from appeals.permissions import can_sign_answer, can_work_on
from appeals.services import appeal_reopen
from appeals.services.assigning import appeal_assign
from appeals.services.preparing import answer_prepare
from appeals.states import State
from core.errors import NotAllowed, Refused
from tests.appeals import people
from tests.factories.agencies import AgencyFactory
from tests.factories.appeals import AppealFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(appeal):
    return people.make_worker(appeal.agency)


@pytest.fixture
def appeal():
    return AppealFactory(in_work=True)


@pytest.fixture
def reviewed(appeal, clerk):
    """Answered by the clerk, and the author asks for a review."""
    people.answer(appeal, clerk)
    appeal_reopen(
        appeal_id=appeal.pk,
        actor=appeal.author,
        reader=reader_for(appeal.author),
        reason="Ответа по существу нет.",
    )
    appeal.refresh_from_db()
    return appeal


def test_who_answered_does_not_review(reviewed, clerk):
    for act in (people.take, people.answer):
        with pytest.raises(NotAllowed):
            act(reviewed, clerk)
    with pytest.raises(NotAllowed):
        answer_prepare(
            appeal_id=reviewed.pk, actor=clerk, reader=reader_for(clerk), body=people.ANSWER
        )
    with pytest.raises(NotAllowed):
        people.hand_over(reviewed, clerk, AgencyFactory())


def test_a_colleague_does(reviewed):
    colleague = people.make_worker(reviewed.agency)
    people.take(reviewed, colleague)
    people.answer(reviewed, colleague)
    reviewed.refresh_from_db()
    assert reviewed.state == State.ANSWERED
    assert reviewed.answers.count() == 2


def test_it_is_not_given_to_who_answered(reviewed, clerk):
    head = people.make_worker(reviewed.agency, RoleKind.HEAD)
    with pytest.raises(Refused) as refusal:
        appeal_assign(appeal_id=reviewed.pk, actor=head, reader=reader_for(head), executor=clerk)
    assert refusal.value.code == "wrong_executor"


def test_a_head_who_answered_may_sign_and_nothing_else(appeal):
    head = people.make_worker(appeal.agency, RoleKind.HEAD)
    people.answer(appeal, head)
    appeal_reopen(
        appeal_id=appeal.pk,
        actor=appeal.author,
        reader=reader_for(appeal.author),
        reason="Ответа нет.",
    )
    appeal.refresh_from_db()
    assert can_sign_answer(reader_for(head), appeal)
    assert not can_work_on(reader_for(head), appeal)


def test_after_the_review_everybody_works_again(reviewed, clerk):
    people.answer(reviewed, people.make_worker(reviewed.agency))
    reviewed.refresh_from_db()
    assert can_work_on(reader_for(clerk), reviewed)
    people.answer(reviewed, clerk, people.ANSWER + " Ещё одно уточнение.")
    assert reviewed.answers.count() == 3
