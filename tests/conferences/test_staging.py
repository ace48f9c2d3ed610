"""Order and places of the queue: frozen, sorted, called, answered; and who may do it."""

from datetime import timedelta
from itertools import product

from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest

from accounts.models import RoleKind
from accounts.readers import reader_for
from conferences.hall.places import MOVES
from conferences.models import ConferenceQuestion
from conferences.selectors.queue import queue_ids
from conferences.services import question_place, queue_freeze, queue_order_set, queue_unfreeze
from conferences.states import Place, QuestionState
from ledger.models import Event
from tests.conferences.hall import ask, cancel, make_hall, make_stranger, merge, place, vote_rows
from tests.conferences.talkers import make_moderator, make_staff, refusal_of
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall():
    return make_hall()


def freeze(hall, actor=None):
    who = actor or hall.clerk
    return queue_freeze(conference_id=hall.conference.pk, actor=who, reader=reader_for(who))


def unfreeze(hall, actor=None):
    who = actor or hall.clerk
    return queue_unfreeze(conference_id=hall.conference.pk, actor=who, reader=reader_for(who))


def sort(hall, order, actor=None):
    who = actor or hall.clerk
    return queue_order_set(
        conference_id=hall.conference.pk, order=order, actor=who, reader=reader_for(who)
    )


def order_of(hall):
    hall.conference.refresh_from_db()
    return queue_ids(hall.conference)


def refreshed(question):
    return ConferenceQuestion.objects.get(pk=question.pk)


def test_the_queue_is_sorted_by_votes_and_of_equals_the_earlier_number_first(hall):
    few, many, as_many = ask(hall, votes=1), ask(hall, votes=3), ask(hall, votes=3)
    assert order_of(hall) == [many.pk, as_many.pk, few.pk]


def test_the_queue_is_sorted_by_time(hall):
    now = timezone.now()
    late = ask(hall, votes=2, asked_at=now)
    early = ask(hall, asked_at=now - timedelta(hours=1))
    assert sort(hall, "time").queue_order == "time"
    assert order_of(hall) == [early.pk, late.pk]
    assert Event.objects.filter(verb="queue.order").count() == 1
    sort(hall, "time")
    assert Event.objects.filter(verb="queue.order").count() == 1


def test_a_frozen_queue_keeps_its_order_and_new_questions_come_after(hall):
    first, second = ask(hall, votes=2), ask(hall, votes=1)
    freeze(hall)
    vote_rows(second, [make_citizen() for _ in range(5)])
    new = ask(hall, votes=9)
    newer = ask(hall, votes=10, asked_at=timezone.now() + timedelta(seconds=1))
    assert order_of(hall) == [first.pk, second.pk, new.pk, newer.pk]
    unfreeze(hall)
    assert order_of(hall) == [newer.pk, new.pk, second.pk, first.pk]
    assert not ConferenceQuestion.objects.filter(frozen_rank__isnull=False).exists()


def test_freezing_twice_keeps_the_first_order(hall):
    first, second = ask(hall, votes=2), ask(hall, votes=1)
    moment = freeze(hall).frozen_at
    vote_rows(second, [make_citizen() for _ in range(5)])
    assert freeze(hall).frozen_at == moment
    assert order_of(hall) == [first.pk, second.pk]
    assert Event.objects.filter(verb="queue.freeze").count() == 1


def test_a_frozen_order_is_not_sorted_anew(hall):
    freeze(hall)
    assert refusal_of(lambda: sort(hall, "time")) == "frozen"


def test_only_two_orders_exist(hall):
    assert refusal_of(lambda: sort(hall, "author")) == "order"


@pytest.mark.parametrize(
    "act",
    [freeze, unfreeze, lambda hall, who: sort(hall, "time", who)],
    ids=["freeze", "unfreeze", "sort"],
)
@pytest.mark.parametrize("who", ["citizen", "speaker", "stranger", "operator", "author"])
def test_others_do_not_touch_the_queue(hall, act, who):
    people = {
        "citizen": make_citizen,
        "speaker": lambda: hall.speaker,
        "stranger": make_stranger,
        "operator": lambda: make_staff(RoleKind.OPERATOR),
        "author": lambda: ask(hall).author,
    }
    assert refusal_of(lambda: act(hall, people[who]())) == "not_allowed"


@pytest.mark.parametrize("kind", [RoleKind.EDITOR, RoleKind.CLERK, RoleKind.HEAD, None])
def test_people_of_the_agency_and_moderators_keep_it(hall, kind):
    who = make_staff(kind, hall.conference.agency) if kind else make_moderator()
    question = ask(hall)
    assert freeze(hall, who).frozen_at
    assert place(question, Place.SENT, who).place == Place.SENT


@pytest.mark.parametrize("phase", ["announced", "summary", "archived", "cancelled"])
def test_the_queue_stands_still_before_and_after(phase):
    hall = make_hall(**{phase: True})
    question = ask(hall)
    for act in (
        lambda: freeze(hall),
        lambda: unfreeze(hall),
        lambda: sort(hall, "time"),
        lambda: place(question, Place.SENT, hall.clerk),
    ):
        assert refusal_of(act) == "wrong_phase"


@pytest.mark.parametrize("phase", ["open", "closed", "answering"])
def test_it_goes_on_from_the_opening_until_the_summary(phase):
    hall = make_hall(**({phase: True} if phase != "open" else {"key": "open-one"}))
    assert place(ask(hall), Place.NOW, hall.clerk).place == Place.NOW


def test_it_ends_the_moment_it_is_cancelled(hall):
    question = ask(hall)
    cancel(hall.conference)
    assert refusal_of(lambda: place(question, Place.SENT, hall.clerk)) == "wrong_phase"


@pytest.mark.parametrize(
    ("before", "after"), [pair for pair in product(Place, Place) if pair[0] != pair[1]]
)
def test_every_pair_of_places(hall, before, after):
    question = ask(hall, place=before)
    code = refusal_of(lambda: place(question, after, hall.clerk))
    if after in MOVES[before]:
        assert (code, refreshed(question).place) == ("", after)
    else:
        assert (code, refreshed(question).place) == ("wrong_place", before)


def test_the_same_place_twice_changes_nothing(hall):
    question = ask(hall)
    place(question, Place.SENT, hall.clerk)
    place(question, Place.SENT, hall.clerk)
    events = Event.objects.filter(verb="question.place")
    assert [event.data["to"] for event in events] == ["sent"]


def test_calling_the_next_one_ends_the_one_before(hall):
    first, second = ask(hall), ask(hall)
    place(first, Place.NOW, hall.clerk)
    place(second, Place.NOW, hall.clerk)
    assert refreshed(first).place == Place.DONE
    assert refreshed(second).place == Place.NOW
    moves = [
        (event.data["from"], event.data["to"])
        for event in Event.objects.filter(verb="question.place").order_by("pk")
    ]
    assert moves == [("queue", "now"), ("now", "done"), ("queue", "now")]


def test_the_database_knows_one_question_answered_now(hall):
    ask(hall, place=Place.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(hall, place=Place.NOW)


def test_two_conferences_have_each_their_own(hall):
    other = make_hall()
    place(ask(hall), Place.NOW, hall.clerk)
    place(ask(other), Place.NOW, other.clerk)
    assert ConferenceQuestion.objects.filter(place=Place.NOW).count() == 2


@pytest.mark.parametrize(
    "state", [QuestionState.PENDING, QuestionState.REFUSED, QuestionState.WITHDRAWN]
)
def test_a_question_that_is_not_public_is_not_called(hall, state):
    question = ask(hall, state=state)
    assert refusal_of(lambda: place(question, Place.NOW, hall.clerk)) == "wrong_state"


def test_a_merged_question_is_not_called(hall):
    source, target = ask(hall), ask(hall)
    merge(source, target, hall.clerk)
    assert refusal_of(lambda: place(source, Place.NOW, hall.clerk)) == "merged"


def test_a_place_nobody_knows(hall):
    question = ask(hall)
    assert refusal_of(lambda: place(question, "roof", hall.clerk)) == "wrong_place"


def test_somebody_elses_name_does_not_help(hall):
    question = ask(hall)
    stranger = make_citizen()
    assert (
        refusal_of(
            lambda: question_place(
                question_id=question.pk,
                place=Place.NOW,
                actor=stranger,
                reader=reader_for(hall.clerk),
            )
        )
        == "not_allowed"
    )
