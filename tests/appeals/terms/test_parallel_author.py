"""The author presses twice, or two people at once: one of them counts, nobody deadlocks."""

from django.utils import timezone

import pytest

from appeals.models import Appeal, Extension, Rating, Reopening, StopDecision, Supplement
from appeals.states import State
from tests.appeals import course, people
from tests.appeals.test_parallel import ROUNDS, assert_figures_are_true, at_once, make_appeal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def make_answered():
    appeal = make_appeal()
    people.answer(appeal, course.make_clerk(appeal))
    return appeal


@pytest.mark.parametrize("value", ["yes", "no"])
def test_rated_four_times_at_once(value):
    appeal = make_answered()
    results = at_once(*[lambda: course.rate(appeal, value) for _ in range(4)])
    assert sorted(results) == ["", *["rated_already"] * 3]
    assert Rating.objects.count() == 1
    assert Reopening.objects.count() == int(value == "no")
    assert_figures_are_true()


def test_reopened_four_times_at_once():
    appeal = make_answered()
    results = at_once(*[lambda: course.reopen(appeal) for _ in range(4)])
    assert sorted(results) == ["", *["reopened_already"] * 3]
    appeal.refresh_from_db()
    assert (appeal.state, Reopening.objects.count()) == (State.WITH_AGENCY, 1)
    assert_figures_are_true()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_no_and_the_review_open_one_review(round_):
    appeal = make_answered()
    results = at_once(lambda: course.rate(appeal, "no"), lambda: course.reopen(appeal))
    assert results in (["", "reopened_already"], ["wrong_state", ""])
    assert Reopening.objects.count() == 1
    assert_figures_are_true()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_stop_meets_a_withdrawal(round_):
    appeal = make_appeal()
    head = course.make_head(appeal)
    results = at_once(lambda: course.stop(appeal, head), lambda: people.withdraw(appeal))
    assert sorted(results) == ["", "wrong_state"]
    assert StopDecision.objects.count() == int(results[0] == "")
    assert_figures_are_true()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_the_author_answers_as_the_agency_goes_on(round_):
    appeal = make_appeal()
    clerk = course.make_clerk(appeal)
    course.ask(appeal, clerk)
    results = at_once(lambda: course.give(appeal), lambda: course.resume(appeal, clerk))
    assert sorted(results) == ["", "wrong_state"]
    row = Supplement.objects.get()
    assert (row.supplied_at is None) == (results[0] != "")


def test_two_heads_extend_at_once_each_from_what_stands():
    appeal = make_appeal()
    # What comes in the evening is registered on the next day, and extended no sooner.
    Appeal.objects.filter(pk=appeal.pk).update(registered_on=timezone.localdate())
    appeal.refresh_from_db()
    heads = [course.make_head(appeal) for _ in range(2)]
    until = course.working_day(7, appeal.due_on)
    results = at_once(*[lambda who=who: course.extend(appeal, who, until) for who in heads])
    assert sorted(results) == ["", "extension_not_later"]
    assert Extension.objects.count() == 1
    assert_figures_are_true()
