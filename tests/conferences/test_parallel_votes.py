"""Votes at the same moment: the counter equals the rows whatever meets, and nobody deadlocks."""

from itertools import cycle

import pytest

from accounts.readers import reader_for
from conferences.models import QuestionVote
from conferences.services import Vote
from conferences.services.merging import question_merge
from conferences.states import CommentsModerated
from tests.conferences.talkers import (
    assert_counters_are_true,
    at_once,
    citizens,
    hide,
    make_moderator,
    vote,
    withdraw,
    write,
)
from tests.factories.conferences import ConferenceFactory, QuestionFactory
from tests.factories.people import make_citizen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]

PARALLEL = 200


@pytest.fixture
def question():
    return QuestionFactory(author=make_citizen())


def test_one_person_presses_two_hundred_times_on_two_devices(question):
    voter = make_citizen()
    said = at_once([lambda: vote(question, voter)] * PARALLEL)
    assert said == [Vote(voted=True, votes=1)] * PARALLEL
    assert question.vote_rows.count() == 1
    assert_counters_are_true()


def test_two_devices_disagree_two_hundred_times(question):
    voter = make_citizen()
    wishes = [wish for wish, _ in zip(cycle([True, False]), range(PARALLEL), strict=False)]
    said = at_once([lambda on=on: vote(question, voter, on=on) for on in wishes])
    assert [result.voted for result in said] == wishes
    assert [result.votes for result in said] == [int(on) for on in wishes]
    assert question.vote_rows.count() in (0, 1)
    assert_counters_are_true()


def test_many_people_vote_for_one_question_at_once(question):
    people = citizens(PARALLEL // 4)
    said = at_once([lambda who=who: vote(question, who) for who in people])
    assert sorted(result.votes for result in said) == list(range(1, len(people) + 1))
    question.refresh_from_db()
    assert question.votes == QuestionVote.objects.count() == len(people)


def test_people_vote_take_back_and_comment_on_several_questions_at_once():
    conference = ConferenceFactory(comments_moderated=CommentsModerated.AFTER)
    questions = [QuestionFactory(conference=conference) for _ in range(3)]
    people = citizens(12)
    calls = []
    for number, who in enumerate(people):
        question = questions[number % 3]
        calls += [
            lambda q=question, who=who: vote(q, who),
            lambda q=question, who=who: vote(q, who, on=False),
            lambda q=question, who=who: write(q, who, f"Поддерживаю, дом {who.pk.hex[:2]}"),
            lambda q=question, who=who: vote(q, who),
        ]
    said = at_once(calls)
    assert not [result for result in said if isinstance(result, str)]
    assert_counters_are_true()


def test_an_author_and_a_moderator_take_one_comment_away_at_once():
    conference = ConferenceFactory(comments_moderated=CommentsModerated.AFTER)
    question, moderator = QuestionFactory(conference=conference), make_moderator()
    comments = [write(question, who) for who in citizens(4)]
    calls = []
    for comment in comments:
        calls += [
            lambda comment=comment: withdraw(comment, comment.author),
            lambda comment=comment: hide(comment, moderator),
        ]
    said = at_once(calls)
    assert said.count("wrong_state") == 4
    question.refresh_from_db()
    assert question.comments == 0
    assert_counters_are_true()


def test_votes_meet_a_merge_and_none_is_lost_or_doubled():
    conference = ConferenceFactory()
    source, target = (QuestionFactory(conference=conference) for _ in range(2))
    moderator, people = make_moderator(), citizens(24)
    reader = reader_for(moderator)
    for who in people[:8]:
        vote(target, who)

    def merge():
        return question_merge(
            source_id=source.pk, target_id=target.pk, actor=moderator, reader=reader
        )

    calls = [lambda who=who: vote(source, who) for who in people]
    said = at_once([*calls[:12], merge, *calls[12:]])
    late = said.count("merged")
    target.refresh_from_db()
    source.refresh_from_db()
    assert source.votes + target.votes == 8 + len(people) - late
    assert target.vote_rows.values("voter").distinct().count() == target.votes
    assert_counters_are_true()
