"""Two questions become one: votes, numbers, earlier merges, and who may do it."""

import pytest

from accounts.models import RoleKind
from conferences.models import ConferenceQuestion, QuestionVote
from conferences.services import Merged, merge_preview
from conferences.states import Place, QuestionState
from ledger.models import Event
from notifications.models import Notice
from tests.conferences.hall import (
    answer,
    ask,
    cancel,
    make_hall,
    make_stranger,
    merge,
    place,
    vote_rows,
)
from tests.conferences.talkers import (
    assert_counters_are_true,
    make_moderator,
    make_staff,
    refusal_of,
    vote,
)
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall():
    return make_hall()


def refreshed(question):
    return ConferenceQuestion.objects.get(pk=question.pk)


def voters_of(question):
    rows = QuestionVote.objects.filter(question=question)
    return set(rows.values_list("voter", flat=True))


def test_votes_move_where_the_voter_may_have_both(hall):
    source, target = ask(hall, votes=3), ask(hall, votes=2)
    both = make_citizen()
    vote_rows(source, [both, target.author])
    vote_rows(target, [both])
    assert merge_preview(source, target) == Merged(moved=3, kept=2)
    assert merge(source, target, hall.clerk) == Merged(moved=3, kept=2)
    assert voters_of(source) == {both.pk, target.author.pk}
    assert refreshed(source).votes == 2
    assert refreshed(target).votes == 6
    assert target.author.pk not in voters_of(target)
    assert_counters_are_true()


def test_a_vote_that_moves_keeps_its_moment(hall):
    source, target = ask(hall, votes=1), ask(hall)
    before = QuestionVote.objects.get()
    merge(source, target, hall.clerk)
    after = QuestionVote.objects.get()
    assert (after.pk, after.voted_at, after.question_id) == (before.pk, before.voted_at, target.pk)


def test_both_numbers_live_on(hall):
    source, target = ask(hall), ask(hall)
    merge(source, target, hall.clerk)
    row = refreshed(source)
    assert (row.number, row.state, row.merged_into_id) == (
        source.number,
        QuestionState.MERGED,
        target.pk,
    )
    assert row.public_texts.filter(withdrawn_at=None).exists()
    assert refreshed(target).state == QuestionState.PUBLISHED


def test_the_author_is_told_and_the_record_has_numbers_only(hall):
    source, target = ask(hall, votes=1), ask(hall)
    merge(source, target, hall.clerk)
    notice = Notice.objects.get(user=source.author)
    assert (notice.kind, notice.data["into"]) == ("question.merged", target.number)
    event = Event.objects.get(verb="question.merge")
    assert event.data == {
        "conference": hall.conference.key,
        "number": source.number,
        "into": target.number,
        "moved": 1,
        "kept": 0,
    }


def test_what_was_merged_before_follows(hall):
    first, second, third = ask(hall, votes=1), ask(hall, votes=1), ask(hall, votes=1)
    merge(first, second, hall.clerk)
    merge(second, third, hall.clerk)
    assert {refreshed(row).merged_into_id for row in (first, second)} == {third.pk}
    assert refreshed(third).votes == 3
    assert_counters_are_true()


def test_the_merged_one_leaves_the_queue(hall):
    source, target = ask(hall), ask(hall)
    place(source, Place.SENT, hall.clerk)
    merge(source, target, hall.clerk)
    row = refreshed(source)
    assert (row.place, row.placed_at, row.frozen_rank) == (Place.QUEUE, None, None)


def test_the_one_answered_now_is_not_merged_into_another(hall):
    source, target = ask(hall), ask(hall)
    place(source, Place.NOW, hall.clerk)
    assert refusal_of(lambda: merge(source, target, hall.clerk)) == "now"
    assert merge(target, source, hall.clerk).moved == 0


def test_no_vote_for_a_merged_question(hall):
    source, target = ask(hall), ask(hall)
    merge(source, target, hall.clerk)
    voter = make_citizen()
    assert refusal_of(lambda: vote(source, voter)) == "merged"
    assert vote(target, voter).votes == 1


def test_an_answer_is_written_to_the_one_that_stays(hall):
    source, target = ask(hall), ask(hall)
    merge(source, target, hall.clerk)
    assert refusal_of(lambda: answer(source, hall.clerk)) == "merged"
    answer(target, hall.clerk)
    told = Notice.objects.filter(kind="question.answered")
    assert {(row.user_id, row.data["number"]) for row in told} == {
        (target.author.pk, target.number),
        (source.author.pk, source.number),
    }


def test_not_into_itself(hall):
    question = ask(hall)
    assert refusal_of(lambda: merge(question, question, hall.clerk)) in ("same", "not_here")


def test_not_across_conferences(hall):
    other = make_hall()
    moderator = make_moderator()
    assert refusal_of(lambda: merge(ask(hall), ask(other), moderator)) == "not_here"


def test_not_twice(hall):
    source, target, third = ask(hall), ask(hall), ask(hall)
    merge(source, target, hall.clerk)
    assert refusal_of(lambda: merge(source, third, hall.clerk)) == "merged"
    assert refusal_of(lambda: merge(target, source, hall.clerk)) == "merged"


@pytest.mark.parametrize(
    "state", [QuestionState.PENDING, QuestionState.REFUSED, QuestionState.WITHDRAWN]
)
@pytest.mark.parametrize("is_source", [True, False])
def test_only_published_ones(hall, state, is_source):
    hidden, shown = ask(hall, state=state), ask(hall)
    pair = (hidden, shown) if is_source else (shown, hidden)
    assert refusal_of(lambda: merge(*pair, hall.clerk)) == "wrong_state"
    assert_counters_are_true()


@pytest.mark.parametrize("phase", ["announced", "summary", "archived", "cancelled"])
def test_not_before_and_not_after(phase):
    hall = make_hall(**{phase: True})
    assert refusal_of(lambda: merge(ask(hall), ask(hall), hall.clerk)) == "wrong_phase"


def test_not_once_it_is_cancelled(hall):
    source, target = ask(hall), ask(hall)
    cancel(hall.conference)
    assert refusal_of(lambda: merge(source, target, hall.clerk)) == "wrong_phase"


@pytest.mark.parametrize("who", ["citizen", "speaker", "stranger", "operator"])
def test_others_do_not_merge(hall, who):
    people = {
        "citizen": make_citizen,
        "speaker": lambda: hall.speaker,
        "stranger": lambda: make_stranger(RoleKind.HEAD),
        "operator": lambda: make_staff(RoleKind.OPERATOR),
    }
    source, target = ask(hall, votes=1), ask(hall)
    assert refusal_of(lambda: merge(source, target, people[who]())) == "not_allowed"
    assert refreshed(source).votes == 1


@pytest.mark.parametrize("is_source", [True, False])
def test_nobody_merges_a_question_of_their_own(hall, is_source):
    own, other = ask(hall, author=hall.clerk), ask(hall)
    pair = (own, other) if is_source else (other, own)
    assert refusal_of(lambda: merge(*pair, hall.clerk)) == "not_allowed"
