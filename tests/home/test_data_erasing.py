"""Erasing at once: what goes, what stays, and that nothing goes without being meant."""

import json
from typing import Any

from django.contrib.sessions.models import Session
from django.test import Client

import pytest

from accounts.models import Device, User
from accounts.readers import reader_for
from accounts.services import data_request_send, own_data_erase
from appeals.models import Appeal
from conferences.models import Comment, ConferenceQuestion, QuestionVote
from core.errors import Refused
from home.account.deciding import request_decide
from ledger.models import Event
from notifications.models import Delivery, Notice, Subscription
from notifications.services import reach_of
from signing.models import Draft, File
from surveys.models import BoxedBallot, PartialAnswers, Participation
from surveys.services.partials import partial_save
from surveys.services.voting import survey_vote
from tests.conferences.desk import in_english  # noqa: F401
from tests.factories.appeals import AppealFactory
from tests.factories.conferences import CommentFactory, QuestionFactory
from tests.factories.notifications import (
    DeliveryFactory,
    NoticeFactory,
    SubscriptionFactory,
    make_reader,
)
from tests.factories.people import make_citizen, make_operator
from tests.factories.signing import make_draft, upload
from tests.factories.surveys import full_answers, make_survey

pytestmark = pytest.mark.django_db
PAGE, DATA = "/en/account/data/erase/", "/en/account/data/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fill(user: User) -> None:
    """One of each thing that can go."""
    from signing.files import file_take

    draft = make_draft(owner=user)
    file_take(owner=user, draft=draft, upload=upload(b"Text of mine."))
    survey = make_survey("yesno")
    partial_save(survey=survey, user=user, raw=full_answers(survey))
    SubscriptionFactory(user=user)
    notice = NoticeFactory(user=user, read_at="2026-01-01T00:00:00Z")
    DeliveryFactory(notice=notice, sent=True)


def left(user: User) -> dict[str, int]:
    return {
        "drafts": Draft.objects.filter(owner=user, sent_at=None).count(),
        "files": File.objects.filter(owner=user).count(),
        "partials": PartialAnswers.objects.count(),
        "address": int(bool(reach_of(user).email)),
        "follows": Subscription.objects.filter(user=user).count(),
        "notices": Notice.objects.filter(user=user).count(),
        "messages": Delivery.objects.filter(user=user).count(),
    }


ALL = dict.fromkeys(("drafts", "files", "partials", "address", "follows", "notices", "messages"), 1)


def test_all_of_it_goes_and_is_counted() -> None:
    user, other = make_reader(email="mine@example.kz"), make_reader(email="b@example.kz")
    fill(user)
    SubscriptionFactory(user=other)
    assert left(user) == ALL
    client, elsewhere = signed_in(user), signed_in(user)
    answer = client.post(PAGE, {"confirm": "yes"}, follow=True)
    assert answer.status_code == 200
    assert "Erased." in answer.content.decode()
    assert left(user) == dict.fromkeys(ALL, 0)
    assert left(other) == {**left(user), "address": 1, "follows": 1}
    assert client.get(PAGE).status_code == 200  # this device stays
    assert "/accounts/egov/login/" in elsewhere.get(PAGE)["Location"]
    counts = {"signing": 1, "surveys": 1, "notifications": 3, "devices": 1}
    assert Event.objects.get(verb="data.erase").data == {"counts": counts}
    assert "mine@example.kz" not in json.dumps(list(Event.objects.values_list("data", flat=True)))
    again = client.post(PAGE, {"confirm": "yes"}, follow=True)
    assert "There was nothing to erase." in again.content.decode()


@pytest.mark.parametrize("said", [{}, {"confirm": ""}, {"confirm": "no"}])
def test_without_the_box_nothing_goes(said: dict[str, str]) -> None:
    user = make_reader(email="mine@example.kz")
    fill(user)
    answer = signed_in(user).post(PAGE, said)
    assert answer.status_code == 422
    assert "Tick the box first" in answer.content.decode()
    with pytest.raises(Refused) as refused:
        own_data_erase(user=user, confirmed=False, session_key="")
    assert refused.value.code == "confirm"
    assert left(user) == ALL
    assert not Event.objects.filter(verb="data.erase").exists()


def test_get_changes_nothing_and_visitors_sign_in() -> None:
    user = make_reader(email="mine@example.kz")
    fill(user)
    page = signed_in(user).get(PAGE, {"confirm": "yes"})
    assert "What stays, and why" in page.content.decode()
    assert left(user) == ALL
    assert "/accounts/egov/login/" in Client().post(PAGE, {"confirm": "yes"})["Location"]


def test_what_a_duty_holds_and_ballots_stay() -> None:
    user = make_citizen()
    appeal = AppealFactory(author=user, published=True, author_public_name="Ә. С. Ү.")
    question = QuestionFactory(author=user)
    CommentFactory(author=user, question=question)
    QuestionVote.objects.create(question=QuestionFactory(), voter=user)
    survey = make_survey("yesno")
    said = {"survey_id": survey.pk, "raw": full_answers(survey), "version": survey.version}
    survey_vote(voter=user, language="kk", **said)
    unread = NoticeFactory(user=user)
    going = NoticeFactory(user=user, read_at="2026-01-01T00:00:00Z")
    DeliveryFactory(notice=going)
    own_data_erase(user=user, confirmed=True, session_key="")
    appeal.refresh_from_db()
    assert appeal.author_public_name == "Ә. С. Ү."
    for rows in (Appeal.objects.filter(author=user), QuestionVote.objects.filter(voter=user)):
        assert rows.count() == 1
    assert ConferenceQuestion.objects.filter(author=user).count() == 1
    assert Comment.objects.filter(author=user).count() == 1
    assert (Participation.objects.count(), BoxedBallot.objects.count()) == (1, 1)
    assert set(Notice.objects.filter(user=user)) == {unread, going}


def decide(user: User, *, done: bool, operator: User) -> None:
    row = data_request_send(user=user, kind="erase", words="")
    said: dict[str, Any] = {"actor": operator, "reader": reader_for(operator)}
    request_decide(request_id=row.pk, done=done, answer="Here is what was done.", **said)


def test_operator_says_done_and_it_is() -> None:
    user, operator = make_reader(email="mine@example.kz"), make_operator()
    fill(user)
    client = signed_in(user)
    decide(user, done=True, operator=operator)
    assert left(user) == {**dict.fromkeys(ALL, 0), "notices": 1}  # that it was decided
    event = Event.objects.get(verb="data.erase")
    assert event.actor == operator
    assert Event.objects.get(verb="draft.discard").actor == operator
    assert "/accounts/egov/login/" in client.get(DATA)["Location"]  # signed out everywhere
    assert not Device.objects.filter(user=user).exists()


def test_operator_says_no_and_nothing_goes() -> None:
    user = make_reader(email="mine@example.kz")
    fill(user)
    sessions = Session.objects.count()
    decide(user, done=False, operator=make_operator())
    assert left(user) == {**ALL, "notices": 2, "messages": left(user)["messages"]}
    assert Session.objects.count() == sessions
    assert not Event.objects.filter(verb="data.erase").exists()


def test_not_endless() -> None:
    user = make_citizen()
    for _ in range(5):
        own_data_erase(user=user, confirmed=True, session_key="")
    with pytest.raises(Refused) as refused:
        own_data_erase(user=user, confirmed=True, session_key="")
    assert refused.value.code == "too_many"
