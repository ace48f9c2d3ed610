"""The pages that sign with EDS, pressed as a person presses them."""

import html
import json
import re
from typing import Any

from django.test import Client
from django.utils import timezone

import pytest

from appeals.models import Appeal
from notifications.models import Notice
from signing.drafts import draft_read
from signing.models import PendingSignature, SignedPayload
from signing.rechecking import pendings_check
from tests.apply.walk import TEXT, Walk, hidden, words_of
from tests.factories.agencies import OfficeFactory
from tests.factories.eds import Service, service_running

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = re.compile(r'<script type="application/json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def nca(settings: Any, tmp_path: Any) -> Any:
    with service_running(tmp_path) as service:
        settings.EDS_ANCHORS_DIR = str(tmp_path)
        settings.EDS_OCSP_URL = service.url
        settings.EDS_REVOCATION = "hard"
        yield service


def to_eds(walk: Walk) -> str:
    """Fill everything in and choose EDS; returns the payload's id."""
    walk.question()
    walk.details()
    answer = walk.post("check", way="eds")
    assert answer["Location"] == walk.path("sign-eds")
    return hidden(walk.get("sign-eds"))["payload"]


def signature(nca: Service, payload: str, **changes: Any) -> str:
    return nca.sign(SignedPayload.objects.get(pk=payload), **changes).decode()


def post(walk: Walk, payload: str, blob: str) -> Any:
    return walk.post("sign-eds", payload=payload, signature=blob)


def message(answer: Any) -> str:
    found = re.search(r'role="alert".*?</div>', words_of(answer), re.DOTALL)
    return html.unescape(found.group()) if found else ""


# The way that works


def test_from_the_look_over_page_to_the_receipt(walk: Walk, nca: Service) -> None:
    payload = to_eds(walk)
    answer = post(walk, payload, signature(nca, payload))
    appeal = Appeal.objects.get()
    assert answer["Location"] == f"/en/apply/done/{appeal.number}/"
    assert appeal.payload.signature.method == "eds"
    assert walk.client.get(answer["Location"]).status_code == 200
    assert not walk.outbox(), "no SMS was sent"
    again = post(walk, payload, "anything")
    assert again["Location"] == answer["Location"]
    assert Appeal.objects.count() == 1


def test_the_page_shows_what_is_signed_and_hands_over_the_bytes(walk: Walk) -> None:
    payload = to_eds(walk)
    page = words_of(walk.get("sign-eds"))
    for words in (TEXT, "No light at the school", "Sample town", walk.user.vault.full_name):
        assert words in page
    found = ASKED.search(page)
    assert found
    asked = json.loads(found.group(1))
    assert set(asked) == {"data", "iin", "usages"}
    assert page.count(str(walk.user.vault.iin)) == 1
    assert walk.get("sign-eds")["Cache-Control"].count("no-store")
    assert hidden(walk.get("sign-eds"))["payload"] == payload, "a reload makes no other payload"


def test_only_pages_that_speak_with_ncalayer_may_open_its_socket(walk: Walk, settings: Any) -> None:
    settings.NCALAYER_URL = "wss://127.0.0.1:13579/path"
    to_eds(walk)
    for step in ("terms", "sign-eds"):
        policy = walk.get(step)["Content-Security-Policy"]
        assert "connect-src 'self' wss://127.0.0.1:13579;" in f"{policy};"
    for step in ("question", "details", "check"):
        assert "13579" not in walk.get(step)["Content-Security-Policy"]


def test_from_eds_to_the_code_without_losing_anything(walk: Walk) -> None:
    payload = to_eds(walk)
    assert walk.post("check", way="sms")["Location"] == walk.path("sign")
    assert walk.payload_id() == payload
    assert walk.sign(payload).status_code == 302
    assert Appeal.objects.get().payload.signature.method == "sms"


def test_from_the_code_to_eds(walk: Walk, nca: Service) -> None:
    payload = walk.to_code()
    assert walk.post("check", way="eds")["Location"] == walk.path("sign-eds")
    assert hidden(walk.get("sign-eds"))["payload"] == payload
    assert post(walk, payload, signature(nca, payload)).status_code == 302


# Refused


def test_another_persons_key(walk: Walk, nca: Service) -> None:
    payload = to_eds(walk)
    blob = signature(nca, payload, leaf=nca.authority.person(iin="990101300011"))
    answer = post(walk, payload, blob)
    assert answer.status_code == 422
    assert "another IIN" in message(answer)
    assert "iin_mismatch" not in words_of(answer)
    assert "990101300011" not in words_of(answer)
    assert draft_read(walk.draft)["text"] == TEXT
    assert "Send me the code" in words_of(answer)
    assert post(walk, payload, signature(nca, payload)).status_code == 302


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_garbage(walk: Walk, language: str) -> None:
    payload = to_eds(walk)
    walk.language = language
    for blob in ("", "x", "<script>alert(1)</script>", "A" * 200_000):
        answer = post(walk, payload, blob)
        assert answer.status_code == 422
        assert message(answer)
        assert "<script>alert" not in words_of(answer)
    assert not Appeal.objects.exists()


def test_an_old_tab_is_told_that_the_text_has_changed(walk: Walk, nca: Service) -> None:
    payload = to_eds(walk)
    blob = signature(nca, payload)
    walk.question(text=f"{TEXT} And the pavement is broken.")
    answer = post(walk, payload, blob)
    assert answer.status_code == 422
    assert "You changed the text in another tab" in message(answer)
    assert "data-eds-sign" not in words_of(answer), "nothing to sign on this page any more"
    assert walk.get("sign-eds")["Location"] == walk.path("check")
    assert not Appeal.objects.exists()


def test_signed_in_again_meanwhile(walk: Walk, nca: Service) -> None:
    payload = to_eds(walk)
    blob = signature(nca, payload)
    walk.client.logout()
    assert "Sign in through egov.kz first" in words_of(post(walk, payload, blob))
    walk.sign_in()
    answer = post(walk, payload, blob)
    assert answer.status_code == 422
    assert "You have signed in again meanwhile" in message(answer)
    assert walk.get("sign-eds")["Location"] == walk.path("check")
    fresh = to_eds(walk)
    assert fresh != payload
    assert post(walk, fresh, signature(nca, fresh)).status_code == 302


def test_another_persons_payload_and_another_office_are_404(walk: Walk, nca: Service) -> None:
    payload = to_eds(walk)
    blob = signature(nca, payload)
    stranger = Walk.begin(Client(), walk.outbox, walk.office, phone="+77010000002")
    assert post(stranger, payload, blob).status_code == 404
    office, walk.office = walk.office, OfficeFactory()
    assert post(walk, payload, blob).status_code == 404
    walk.office = office
    for guess in ("", "1", "\x00", "🙂"):
        assert post(walk, guess, blob).status_code == 404
    assert not Appeal.objects.exists()
    assert post(walk, payload, blob).status_code == 302


def test_signing_needs_the_forms_token(walk: Walk, nca: Service) -> None:
    payload = to_eds(walk)
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = walk.client.cookies
    values = {"payload": payload, "signature": signature(nca, payload)}
    assert careful.post(walk.path("sign-eds"), values).status_code == 403
    assert not Appeal.objects.exists()


def test_people_without_an_iin_are_told_why(client: Client, sms_outbox: Any) -> None:
    walk = Walk.begin(client, sms_outbox, OfficeFactory(), has_iin=False)
    assert "data-eds-check" not in words_of(walk.get("terms"))
    walk.question()
    walk.details()
    page = words_of(walk.get("check"))
    assert "EDS is bound to an IIN" in html.unescape(page)
    walk.post("check", way="eds")
    assert walk.get("sign-eds")["Location"] == walk.path("check")
    assert "bound to an IIN" in words_of(walk.get("check"))
    assert walk.ask_code()["Location"] == walk.path("sign")


def test_steps_cannot_be_jumped_over(walk: Walk) -> None:
    assert walk.get("sign-eds")["Location"] == walk.path("check")
    assert walk.post("check", way="eds")["Location"] == walk.path("question")
    assert walk.get("waiting")["Location"] == walk.path("check")


# When nobody can tell


@pytest.fixture
def waiting(walk: Walk, nca: Service, settings: Any) -> Walk:
    settings.EDS_REVOCATION = "soft"
    payload = to_eds(walk)
    nca.is_down = True
    answer = post(walk, payload, signature(nca, payload))
    assert answer["Location"] == walk.path("waiting")
    return walk


def test_the_page_says_that_it_is_kept(waiting: Walk) -> None:
    page = words_of(waiting.get("waiting"))
    assert "kept and being checked" in page
    assert not Appeal.objects.exists()
    for step in ("terms", "question", "details", "check", "sign", "sign-eds", "discard"):
        assert waiting.get(step)["Location"] == waiting.path("waiting")
    for step in ("terms", "question", "details", "check", "discard"):
        assert waiting.post(step, text="other")["Location"] == waiting.path("waiting")
    payload = str(PendingSignature.objects.get().payload_id)
    assert "is being checked" in message(waiting.sign(payload, "123456"))
    assert waiting.post("autosave", text="other").status_code == 409
    assert draft_read(waiting.draft)["text"] == TEXT


def test_confirmed_it_leads_to_the_receipt(waiting: Walk, nca: Service) -> None:
    nca.is_down = False
    assert pendings_check()["confirmed"] == 1
    appeal = Appeal.objects.get()
    assert appeal.submitted_at == PendingSignature.objects.get().received_at
    assert waiting.get("waiting")["Location"] == f"/en/apply/done/{appeal.number}/"
    assert Notice.objects.get(user=waiting.user).kind == "appeal.registered"


def test_refused_the_author_is_told_and_signs_again(waiting: Walk, nca: Service) -> None:
    nca.is_down = False
    waiting.user.vault.iin = "990101300011"
    waiting.user.vault.save()
    assert pendings_check()["refused"] == 1
    notice = Notice.objects.get(user=waiting.user)
    assert notice.kind == "signature.refused"
    assert "was not accepted" in words_of(waiting.client.get("/en/account/"))
    assert waiting.get("waiting")["Location"] == waiting.path("check")
    assert TEXT in words_of(waiting.get("check"))
    payload = to_eds(waiting)
    assert post(waiting, payload, signature(nca, payload)).status_code == 302
    assert Appeal.objects.count() == 1


def test_taken_back_the_code_signs(waiting: Walk) -> None:
    assert waiting.post("waiting")["Location"] == waiting.path("check")
    assert waiting.ask_code()["Location"] == waiting.path("sign")
    assert waiting.sign(waiting.payload_id()).status_code == 302
    assert Appeal.objects.get().submitted_at <= timezone.now()


def test_somebody_else_sees_nothing_of_it(waiting: Walk) -> None:
    stranger = Walk.begin(Client(), waiting.outbox, waiting.office)
    assert stranger.user != waiting.user
    assert stranger.get("waiting")["Location"] == stranger.path("check")
    assert stranger.post("waiting")["Location"] == stranger.path("check")
    assert PendingSignature.objects.get().resolved_at is None
