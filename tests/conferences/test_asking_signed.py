"""Questions that a conference wants signed: by SMS code or EDS, by the steps of applications."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

import pytest

from conferences.models import ConferenceQuestion
from conferences.states import QuestionState
from moderation.models import ModeratedText
from notifications.models import Notice
from signing.drafts import draft_read
from signing.models import Evidence, PendingSignature, Receipt, SignedPayload
from signing.rechecking import pendings_check
from tests.conferences.askers import WORDS
from tests.conferences.asking_walk import Walk, hidden, message, words_of
from tests.factories.eds import Service, service_running
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def walk(client: Client, sms_outbox: Any) -> Walk:
    return Walk.begin(client, sms_outbox, demands_signature=True)


@pytest.fixture
def nca(settings: Any, tmp_path: Any) -> Any:
    with service_running(tmp_path) as service:
        settings.EDS_ANCHORS_DIR = str(tmp_path)
        settings.EDS_OCSP_URL = service.url
        settings.EDS_REVOCATION = "soft"
        yield service


def test_with_the_code_it_is_asked_and_proven(walk: Walk) -> None:
    payload = walk.to_code()
    assert walk.conference.localized("theme", "en")[:10] in walk.outbox()[-1]["text"]
    answer = walk.sign(payload)
    assert answer["Location"] == walk.question_path(1)
    question = walk.question
    assert question.state == QuestionState.PENDING
    assert question.original == WORDS
    assert str(question.payload_id) == payload
    assert question.payload.purpose == "conference_question"
    assert Evidence.objects.filter(signature__payload=question.payload).exists()
    assert Receipt.objects.filter(signature__payload=question.payload).exists()
    assert ModeratedText.objects.get(kind="question").body == WORDS


def test_a_second_click_gives_the_same_question(walk: Walk) -> None:
    payload = walk.to_code()
    code = walk.code()
    first, second = walk.sign(payload, code), walk.sign(payload, code)
    assert first["Location"] == second["Location"]
    assert ConferenceQuestion.objects.count() == 1


def test_it_can_not_be_sent_without_signing(walk: Walk) -> None:
    walk.write()
    walk.post("check", way="send", draft=str(walk.draft.pk))
    assert not ConferenceQuestion.objects.exists()


def test_a_wrong_code_asks_nothing(walk: Walk) -> None:
    payload = walk.to_code()
    wrong = f"{(int(walk.code()) + 1) % 10**6:06d}"
    assert walk.sign(payload, wrong).status_code == 422
    assert not ConferenceQuestion.objects.exists()


def test_the_code_typed_a_second_too_late(walk: Walk) -> None:
    payload = walk.to_code()
    code = walk.code()
    walk.close()
    answer = walk.sign(payload, code)
    assert answer.status_code == 409
    assert WORDS in words_of(answer)
    assert not ConferenceQuestion.objects.exists()
    assert draft_read(walk.draft)["text"] == WORDS


def test_a_text_changed_in_another_tab_is_looked_over_again(walk: Walk) -> None:
    payload = walk.to_code()
    code = walk.code()
    walk.write("Another question altogether?")
    answer = walk.sign(payload, code)
    assert answer.status_code == 422
    assert "another tab" in message(answer)
    assert not ConferenceQuestion.objects.exists()


def test_nobody_signs_with_anothers_payload(walk: Walk) -> None:
    payload = walk.to_code()
    code = walk.code()
    walk.sign_in(make_person(phone="+77010000002"))
    assert walk.sign(payload, code).status_code == 404


def test_a_payload_of_another_conference_is_not_found(walk: Walk, sms_outbox: Any) -> None:
    payload = walk.to_code()
    other = Walk(walk.client, sms_outbox, walk.conference, walk.user)
    elsewhere = Walk.begin(Client(), sms_outbox, demands_signature=True)
    other.conference = elsewhere.conference
    assert other.sign(payload, walk.code()).status_code == 404


def waiting(walk: Walk, nca: Service) -> None:
    """Signed by EDS while the certification authority is silent."""
    walk.write()
    assert walk.post("check", way="eds")["Location"] == walk.path("sign-eds")
    page = walk.get("sign-eds")
    assert WORDS in words_of(page)
    payload = hidden(page)["payload"]
    blob = nca.sign(SignedPayload.objects.get(pk=payload)).decode()
    nca.is_down = True
    answer = walk.post("sign-eds", payload=payload, signature=blob)
    assert answer["Location"] == walk.path("waiting")


def test_signed_before_the_closing_and_confirmed_after_it(walk: Walk, nca: Service) -> None:
    waiting(walk, nca)
    for step in ("", "check", "sign", "discard"):
        assert walk.get(step)["Location"] == walk.path("waiting")
    received = PendingSignature.objects.get().received_at
    walk.conference.closes_at = walk.conference.answers_from_at = received + timedelta(
        milliseconds=1
    )
    walk.conference.save()
    assert walk.get("waiting").status_code == 200
    nca.is_down = False
    assert pendings_check()["confirmed"] == 1
    assert walk.question.asked_at == received
    assert timezone.now() > walk.conference.closes_at
    assert walk.get("waiting")["Location"] == walk.question_path(1)


def test_moved_before_the_signature_the_closing_holds(walk: Walk, nca: Service) -> None:
    waiting(walk, nca)
    received = PendingSignature.objects.get().received_at
    walk.conference.closes_at = walk.conference.answers_from_at = received - timedelta(seconds=1)
    walk.conference.save()
    nca.is_down = False
    assert pendings_check()["refused"] == 1
    assert not ConferenceQuestion.objects.exists()
    assert Notice.objects.get(user=walk.user).kind == "question.signature_refused"
    assert draft_read(walk.draft)["text"] == WORDS


def test_a_signature_by_eds_after_the_closing_is_not_kept(walk: Walk, nca: Service) -> None:
    walk.write()
    walk.post("check", way="eds")
    payload = hidden(walk.get("sign-eds"))["payload"]
    blob = nca.sign(SignedPayload.objects.get(pk=payload)).decode()
    nca.is_down = True
    walk.close()
    answer = walk.post("sign-eds", payload=payload, signature=blob)
    assert answer.status_code == 409
    assert WORDS in words_of(answer)
    assert not PendingSignature.objects.exists()
    assert not ConferenceQuestion.objects.exists()
