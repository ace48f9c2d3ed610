"""What the author says of an answer, and the one review by another person."""

from datetime import timedelta

from django.utils import timezone

import pytest

from appeals.course import barred_from_review, review_until
from appeals.models import Rating, Reopening
from appeals.states import MOVES, Solved, State
from core.errors import NotAllowed, Refused
from law.selectors import promised_day
from ledger.counters import counter_values
from ledger.models import Event
from notifications.models import Notice
from tests.appeals import people
from tests.appeals.course import (
    WHY,
    days_pass,
    make_clerk,
    make_head,
    make_running,
    rate,
    reopen,
    stop,
)
from tests.factories.agencies import AgencyFactory
from tests.factories.appeals import AppealFactory, CitizenFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal():
    """Answered just now by a clerk."""
    appeal = make_running(in_work=True)
    people.answer(appeal, make_clerk(appeal))
    appeal.refresh_from_db()
    return appeal


def code_of(call, *args, **kwargs) -> str:
    before = (Rating.objects.count(), Reopening.objects.count())
    with pytest.raises(Refused) as refusal:
        call(*args, **kwargs)
    assert (Rating.objects.count(), Reopening.objects.count()) == before
    return refusal.value.code


# Rating.


@pytest.mark.parametrize("value", ["yes", "partly", "not_expected"])
def test_a_word_on_the_answer_changes_no_state(appeal, value):
    row = rate(appeal, value, "Спасибо")
    appeal.refresh_from_db()
    assert (row.value, row.comment, appeal.state) == (value, "Спасибо", State.ANSWERED)
    assert not Reopening.objects.exists()
    event = Event.objects.get(verb="answer.rate")
    assert "Спасибо" not in str(event.data)


@pytest.mark.parametrize("comment", ["", "Яма на месте"])
def test_no_asks_for_the_review_by_itself(appeal, comment):
    rate(appeal, "no", comment)
    appeal.refresh_from_db()
    review = Reopening.objects.get()
    assert (review.by_rating, review.reason) == (True, comment or None)
    assert (appeal.state, appeal.due_on) == (State.WITH_AGENCY, review.due_on)
    assert Notice.objects.filter(user=appeal.author, kind="appeal.reopened").count() == 1


def test_no_after_the_window_is_only_said(appeal):
    days_pass(appeal, 60)
    rate(appeal, "no")
    appeal.refresh_from_db()
    assert (appeal.state, Reopening.objects.exists()) == (State.ANSWERED, False)


def test_no_after_the_review_is_only_said(appeal):
    reopen(appeal)
    people.answer(appeal, make_clerk(appeal))
    rate(appeal, "no")
    appeal.refresh_from_db()
    assert (appeal.state, Reopening.objects.count()) == (State.ANSWERED, 1)


@pytest.mark.parametrize("first", Solved.values)
def test_once_only(appeal, first):
    rate(appeal, first)
    assert code_of(rate, appeal, "yes") == "rated_already"


@pytest.mark.parametrize("value", ["", "maybe", "YES", "5"])
def test_another_word(appeal, value):
    assert code_of(rate, appeal, value) == "value_unknown"


def test_not_with_a_novel(appeal):
    assert code_of(rate, appeal, "yes", "я" * 2001) == "too_long"


def test_nobody_else_rates(appeal):
    clerk = make_clerk(appeal)
    people.add_role(appeal.author, "clerk", appeal.agency)
    for person in (clerk, CitizenFactory(), people.make_operator()):
        with pytest.raises(NotAllowed):
            rate(appeal, "yes", actor=person)
    assert rate(appeal, "yes")


def test_a_joint_part_is_rated_within_the_whole():
    whole = make_running(in_work=True)
    head, body = make_head(whole), AgencyFactory()
    text = "На улице Образцовой уже неделю открытая яма."
    part = people.split(whole, head, body, text, is_joint=True)
    taker = people.make_worker(body)
    people.accept(part.redirects.get(), taker)
    people.contribute(part, taker)
    assert code_of(rate, part, "no") == "joint_part"
    assert code_of(reopen, part) == "joint_part"


@pytest.mark.parametrize("state", [state for state in State if state not in MOVES["rate"].starts])
def test_in_no_other_state(state):
    appeal = AppealFactory(state=state)
    assert code_of(rate, appeal, "yes") == "wrong_state"


# The review.


@pytest.mark.parametrize("ended", ["answered", "stopped"])
def test_the_author_asks_for_it(ended):
    appeal = make_running(in_work=True, executor=CitizenFactory())
    head = make_head(appeal)
    people.answer(appeal, head) if ended == "answered" else stop(appeal, head)
    review = reopen(appeal)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.executor, appeal.inner_due_on) == (State.WITH_AGENCY, None, None)
    assert appeal.due_on == promised_day("review_days", timezone.localdate())
    assert (appeal.reopened_at, review.reason, review.by_rating) == (review.at, WHY, False)
    assert Notice.objects.filter(user=appeal.author, kind="appeal.reopened").count() == 1
    assert WHY not in str(Event.objects.get(verb="appeal.reopen").data)
    assert counter_values("appeals.reopened") == {"appeals.reopened": 1}


def test_once_only_even_after_a_second_answer(appeal):
    reopen(appeal)
    assert code_of(reopen, appeal) == "reopened_already"
    people.answer(appeal, make_clerk(appeal))
    assert code_of(reopen, appeal) == "reopened_already"


def test_until_the_last_day_and_no_longer(appeal):
    until = review_until(appeal)
    assert until == promised_day("reopen_days", timezone.localdate())
    days_pass(appeal, 60)
    assert code_of(reopen, appeal) == "reopen_late"
    days_pass(appeal, -60 + 20)
    assert reopen(appeal)


def test_a_further_answer_gives_time_anew(appeal):
    days_pass(appeal, 60)
    people.answer(appeal, make_clerk(appeal))
    assert reopen(appeal)


@pytest.mark.parametrize("reason", ["", " \n", "\u200b"])
def test_not_without_a_reason(appeal, reason):
    assert code_of(reopen, appeal, None, reason) == "reason_missing"


def test_nobody_else_asks_for_it(appeal):
    for person in (make_clerk(appeal), CitizenFactory(), people.make_operator()):
        with pytest.raises(NotAllowed):
            reopen(appeal, person)


@pytest.mark.parametrize("state", [state for state in State if state not in MOVES["reopen"].starts])
def test_a_review_of_nothing(state):
    assert code_of(reopen, AppealFactory(state=state)) == "wrong_state"


# By another person.


def test_who_answered_does_not_review(appeal):
    first = appeal.answers.get()
    agreed, overrode = make_clerk(appeal), make_head(appeal)
    first.agreed_by, first.overridden_by = agreed, overrode
    first.save()
    assert barred_from_review(appeal) == set()
    reopen(appeal)
    appeal.refresh_from_db()
    assert barred_from_review(appeal) == {first.written_by_id, agreed.pk, overrode.pk}


def test_who_stopped_does_not_review():
    appeal = make_running(in_work=True)
    head = make_head(appeal)
    stop(appeal, head)
    reopen(appeal)
    appeal.refresh_from_db()
    assert barred_from_review(appeal) == {head.pk}


def test_after_the_review_nobody_is_barred(appeal):
    reopen(appeal)
    second = make_clerk(appeal)
    people.answer(appeal, second)
    appeal.refresh_from_db()
    assert barred_from_review(appeal) == set()


def test_what_came_after_the_reopening_bars_nobody(appeal):
    reopen(appeal)
    second = make_clerk(appeal)
    people.answer(appeal, second)
    appeal.refresh_from_db()
    appeal.state = State.IN_WORK
    appeal.reopened_at -= timedelta(seconds=1)
    assert second.pk not in barred_from_review(appeal)
