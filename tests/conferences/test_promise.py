"""Which questions are promised an answer, and whether the promise is kept."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

import pytest

from conferences.models import Conference, ConferenceQuestion, QuestionVote
from conferences.promises import promise_state, promised_ids
from conferences.states import QuestionState
from tests.factories.conferences import (
    DAY,
    HOUR,
    ConferenceFactory,
    QuestionAnswerFactory,
    QuestionFactory,
    make_conference_pages,
)
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db


def vote(question: ConferenceQuestion, count: int = 1, at: Any = None, voters: Any = None) -> None:
    """Votes with their rows and the counter, as the service leaves them."""
    for voter in voters or [make_citizen() for _ in range(count)]:
        QuestionVote.objects.create(
            question=question, voter=voter, voted_at=at or question.conference.opens_at
        )
    question.votes = question.vote_rows.count()
    question.save(update_fields=["votes"])


def numbers(conference: Conference, now: Any = None) -> list[int]:
    rows = ConferenceQuestion.objects.filter(pk__in=promised_ids(conference, now))
    return sorted(rows.values_list("number", flat=True))


def made(*votes: int, trait: str = "answering", promised: int = 2) -> Conference:
    """A conference with questions 1, 2, 3 ... that have so many votes."""
    times = {"announced_at": timezone.now() - 14 * DAY - HOUR} if trait == "late" else {}
    traits = {trait: True} if trait not in ("", "late") else {}
    conference = ConferenceFactory(promised=promised, **traits, **times)
    for count in votes:
        vote(QuestionFactory(conference=conference), count)
    return conference


def question(conference: Conference, number: int) -> ConferenceQuestion:
    return conference.questions.get(number=number)


def test_most_votes_are_promised() -> None:
    assert numbers(made(1, 3, 2)) == [2, 3]


def test_equal_votes_go_to_the_earlier_number() -> None:
    assert numbers(made(1, 2, 2, 2)) == [2, 3]
    assert numbers(made(0, 0, 0)) == [1, 2]


@pytest.mark.parametrize("trait", ["closed", "answering", "summary", "archived"])
def test_votes_after_closing_change_nothing(trait: str) -> None:
    conference = made(1, 3, 2, trait=trait)
    last = question(conference, 1)
    vote(last, 5, at=conference.closes_at)
    assert last.votes == 6
    assert numbers(conference) == [2, 3]


def test_a_vote_in_the_last_moment_counts() -> None:
    conference = made(0, 1, 1)
    vote(question(conference, 1), 2, at=conference.closes_at - timedelta(microseconds=1))
    assert numbers(conference) == [1, 2]


def test_while_open_it_stands_as_the_votes_stand() -> None:
    conference = made(1, 3, 2, trait="")
    assert numbers(conference) == [2, 3]
    vote(question(conference, 1), 5, at=timezone.now())
    assert numbers(conference) == [1, 2]


@pytest.mark.parametrize("trait", ["planned", "announced", "cancelled"])
def test_nothing_is_promised_before_it_opens_or_when_cancelled(trait: str) -> None:
    conference = made(1, 3, trait=trait)
    assert promised_ids(conference) == frozenset()
    state = promise_state(conference, conference.answers_due_at + DAY)
    if trait == "cancelled":
        assert (state.total, state.late) == (0, False)


def test_none_promised_is_none() -> None:
    conference = made(1, 3, promised=0)
    state = promise_state(conference, conference.answers_due_at + DAY)
    assert (state.total, state.late, state.is_kept) == (0, False, False)


@pytest.mark.parametrize(
    "state", [QuestionState.PENDING, QuestionState.REFUSED, QuestionState.WITHDRAWN]
)
def test_a_question_the_public_cannot_read_makes_room(state: str) -> None:
    conference = made(5, 3, 2)
    ConferenceQuestion.objects.filter(pk=question(conference, 1).pk).update(state=state)
    assert numbers(conference) == [2, 3]


def test_a_question_taken_off_the_page_makes_room() -> None:
    conference = made(5, 3, 2)
    question(conference, 1).public_texts.update(withdrawn_at=timezone.now())
    assert numbers(conference) == [2, 3]


def test_merged_votes_keep_their_time() -> None:
    """Merging after closing: what was cast before counts for the target, the rest does not."""
    conference = made(3, 2, 0, 1)
    source, target = question(conference, 4), question(conference, 3)
    vote(source, 3, at=conference.closes_at - HOUR)
    vote(source, 9, at=conference.closes_at + HOUR)
    QuestionVote.objects.filter(question=source).update(question=target)
    ConferenceQuestion.objects.filter(pk=source.pk).update(
        state=QuestionState.MERGED, merged_into=target, votes=0
    )
    ConferenceQuestion.objects.filter(pk=target.pk).update(votes=13)
    assert numbers(conference) == [1, 3]


def test_moving_the_closing_moves_what_counts() -> None:
    """An editor moves the closing: the votes between the two count or don't accordingly."""
    conference = made(1, 2, trait="answering", promised=1)
    vote(question(conference, 1), 4, at=conference.closes_at + HOUR)
    assert numbers(conference) == [2]
    conference.closes_at += 2 * HOUR
    conference.answers_from_at = conference.closes_at
    assert numbers(conference) == [1]


def test_progress_and_lateness() -> None:
    conference = made(3, 2, 1)
    due = conference.answers_due_at
    QuestionAnswerFactory(question=question(conference, 1), answered_at=due - HOUR)
    QuestionAnswerFactory(question=question(conference, 1), answered_at=due + HOUR)
    QuestionAnswerFactory(question=question(conference, 3), answered_at=due - HOUR)
    before = promise_state(conference, due - timedelta(seconds=1))
    assert (before.total, before.answered, before.missing, before.late) == (2, 1, 1, False)
    at = promise_state(conference, due)
    assert (at.late, at.late_days) == (True, 1)
    assert promise_state(conference, due + 3 * DAY).late_days == 4
    QuestionAnswerFactory(question=question(conference, 2), answered_at=due + 3 * DAY)
    kept = promise_state(conference, due + 4 * DAY)
    assert (kept.late, kept.late_days, kept.is_kept, kept.was_late) == (False, 0, True, True)


def test_a_withdrawn_answer_is_no_answer() -> None:
    conference = made(3)
    answer = QuestionAnswerFactory(question=question(conference, 1))
    assert promise_state(conference).is_kept
    answer.withdrawn_at = timezone.now()
    answer.save()
    late = promise_state(conference, conference.answers_due_at)
    assert (late.answered, late.late) == (0, True)


@pytest.mark.parametrize("trait", ["", "answering"])
def test_one_query_however_many(trait: str, django_assert_num_queries) -> None:
    conference = made(1, 2, 3, 4, trait=trait)
    with django_assert_num_queries(1):
        promised_ids(conference)
    with django_assert_num_queries(1):
        promise_state(conference)


def test_the_page_says_late_in_public(client) -> None:
    conference = made(2, 1, trait="late")
    make_conference_pages(conference)
    QuestionAnswerFactory(question=question(conference, 1))
    html = client.get(f"/en/conferences/{conference.key}/").content.decode()
    assert "late by 3 days" in html
    assert "1 of 2 promised answers are given." in html
    assert "1 answer is missing." in html


def test_the_page_is_calm_before_the_day(client) -> None:
    conference = made(2, 1)
    make_conference_pages(conference)
    html = client.get(f"/en/conferences/{conference.key}/").content.decode()
    assert "0 of 2 promised answers are given." in html
    assert "late by" not in html
