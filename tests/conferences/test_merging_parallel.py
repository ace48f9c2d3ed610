"""Merging while people vote and other moderators merge. Real transactions."""

import pytest

from conferences.models import ConferenceQuestion, QuestionVote
from conferences.services import Merged, Vote
from conferences.states import Place, QuestionState
from tests.conferences.hall import ask, make_hall, merge, place, vote_rows
from tests.conferences.talkers import assert_counters_are_true, at_once, citizens, make_moderator
from tests.conferences.talkers import vote as cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def hall():
    return make_hall()


def merges(source, target, who):
    return lambda: merge(source, target, who)


def casts(question, voter, on=True):
    return lambda: cast(question, voter, on)


def test_people_vote_for_both_while_they_are_merged(hall):
    source, target = ask(hall), ask(hall)
    early, late = citizens(6), citizens(6)
    vote_rows(source, early)
    calls = [casts(source, who) for who in late[:3]] + [casts(target, who) for who in late[3:]]
    calls += [casts(target, who) for who in early[:3]]
    results = at_once([*calls, merges(source, target, hall.clerk)])
    assert isinstance(results[-1], Merged)
    assert all(isinstance(told, Vote) or told == "merged" for told in results[:-1])
    for question in (source, target):
        voters = list(
            QuestionVote.objects.filter(question=question).values_list("voter", flat=True)
        )
        assert len(voters) == len(set(voters))
    assert_counters_are_true()


def test_a_vote_is_taken_back_while_it_moves(hall):
    source, target = ask(hall), ask(hall)
    voters = citizens(6)
    vote_rows(source, voters)
    calls = [casts(source, who, on=False) for who in voters[:4]]
    results = at_once([*calls, merges(source, target, hall.clerk)])
    gone = sum(isinstance(told, Vote) for told in results[:-1])
    assert QuestionVote.objects.filter(question=target).count() == len(voters) - gone
    assert_counters_are_true()


@pytest.mark.parametrize("turn", range(3))
def test_two_merge_the_same_question_at_once(hall, turn):
    source, target = ask(hall, votes=3), ask(hall)
    results = at_once(
        [merges(source, target, hall.clerk), merges(source, target, make_moderator())]
    )
    assert sorted(results, key=str) == sorted([Merged(moved=3, kept=0), "merged"], key=str)
    assert_counters_are_true()


@pytest.mark.parametrize("turn", range(3))
def test_each_into_the_other_at_once(hall, turn):
    one, other = ask(hall, votes=2), ask(hall, votes=1)
    results = at_once([merges(one, other, hall.clerk), merges(other, one, make_moderator())])
    assert sum(isinstance(told, Merged) for told in results) == 1
    assert "merged" in results
    states = list(ConferenceQuestion.objects.values_list("state", flat=True))
    assert sorted(states) == [QuestionState.MERGED, QuestionState.PUBLISHED]
    assert ConferenceQuestion.objects.get(state=QuestionState.PUBLISHED).votes == 3
    assert_counters_are_true()


@pytest.mark.parametrize("turn", range(3))
def test_a_chain_merged_at_once_ends_at_one_question(hall, turn):
    first, second, third = ask(hall, votes=1), ask(hall, votes=1), ask(hall, votes=1)
    results = at_once([merges(first, second, hall.clerk), merges(second, third, make_moderator())])
    rows = ConferenceQuestion.objects.in_bulk()
    for row in rows.values():
        if row.merged_into_id:
            assert rows[row.merged_into_id].state == QuestionState.PUBLISHED
    assert isinstance(results[1], Merged)
    assert_counters_are_true()


def test_a_question_is_called_while_it_is_merged(hall):
    source, target = ask(hall), ask(hall)
    results = at_once(
        [
            merges(source, target, hall.clerk),
            lambda: place(source, Place.NOW, make_moderator()).place,
        ]
    )
    row = ConferenceQuestion.objects.get(pk=source.pk)
    assert (row.state == QuestionState.MERGED) == isinstance(results[0], Merged)
    assert (row.place == Place.NOW) == (results[1] == Place.NOW and results[0] == "now")


def test_two_questions_are_called_at_once(hall):
    questions = [ask(hall) for _ in range(4)]
    who = [hall.clerk, *(make_moderator() for _ in range(3))]
    results = at_once(
        [
            lambda question=question, actor=actor: place(question, Place.NOW, actor).place
            for question, actor in zip(questions, who, strict=True)
        ]
    )
    assert results == [Place.NOW] * 4
    places = list(ConferenceQuestion.objects.values_list("place", flat=True))
    assert sorted(places) == [Place.DONE, Place.DONE, Place.DONE, Place.NOW]
