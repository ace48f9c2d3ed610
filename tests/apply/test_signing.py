"""The code by SMS: typed wrong, too late, twice, in an old tab, by somebody else."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

import pytest
from freezegun import freeze_time

from appeals.models import Appeal
from signing.drafts import draft_read
from signing.models import SignedPayload, SmsCode
from tests.apply.walk import TEXT, Walk, words_of

pytestmark = pytest.mark.django_db


def later(**words: int) -> Any:
    return freeze_time(timezone.now() + timedelta(**words), tick=True)


def message(answer: Any) -> str:
    found = re.search(r'role="alert".*?</div>', words_of(answer), re.DOTALL)
    return found.group() if found else ""


# Twice


def test_a_second_click_gives_the_same_receipt(walk: Walk) -> None:
    payload, code = walk.to_code(), walk.code()
    first, second = walk.sign(payload, code), walk.sign(payload, code)
    assert first["Location"] == second["Location"]
    assert Appeal.objects.count() == 1
    assert walk.sign(payload, "000000")["Location"] == first["Location"]


def test_asking_for_the_code_twice_sends_one(walk: Walk) -> None:
    walk.to_code()
    assert walk.ask_code()["Location"] == walk.path("sign")
    assert len(walk.outbox()) == 1


def test_after_sending_the_form_is_empty_again(walk: Walk) -> None:
    walk.whole()
    assert TEXT not in words_of(walk.get("question"))


# Two tabs


def test_an_old_tab_is_told_that_the_text_has_changed(walk: Walk) -> None:
    payload, code = walk.to_code(), walk.code()
    walk.question(text=f"{TEXT} And the pavement is broken.")

    answer = walk.sign(payload, code)
    assert answer.status_code == 422
    assert "You changed the text in another tab" in message(answer)
    assert not Appeal.objects.exists()
    assert walk.get("sign")["Location"] == walk.path("check")
    assert "And the pavement is broken." in words_of(walk.get("check"))


def test_the_code_of_the_new_text_does_not_sign_the_old_one(walk: Walk) -> None:
    old = walk.to_code()
    new = walk.to_code(text=f"{TEXT} And the pavement is broken.")
    code = walk.code()
    assert new != old
    assert walk.sign(old, code).status_code == 422
    assert not Appeal.objects.exists()
    assert walk.sign(new, code).status_code == 302


def test_a_file_added_in_another_tab_counts_as_a_change(walk: Walk) -> None:
    from tests.factories.signing import upload

    payload = walk.to_code()
    walk.details(upload="yes", file=upload(b"a letter", "letter.txt"))
    assert walk.sign(payload).status_code == 422
    assert not Appeal.objects.exists()


# Wrong


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "<script>"])
def test_what_is_no_code_costs_no_try(walk: Walk, typed: str) -> None:
    payload = walk.to_code()
    answer = walk.sign(payload, typed)
    assert answer.status_code == 422
    assert "Type the six digits from the SMS." in message(answer)
    assert SmsCode.objects.get().tries_left == 5


@pytest.mark.parametrize("form", ["{} {}", "{}-{}", " {}{} "])
def test_a_code_may_be_typed_with_spaces(walk: Walk, form: str) -> None:
    payload, code = walk.to_code(), walk.code()
    assert walk.sign(payload, form.format(code[:3], code[3:])).status_code == 302


def test_five_wrong_codes_kill_even_the_right_one(walk: Walk) -> None:
    payload, code, wrong = walk.to_code(), walk.code(), walk.wrong_code()
    for left in (4, 3, 2, 1):
        answer = walk.sign(payload, wrong)
        assert f"You have {left} tr" in message(answer)
    assert "typed five times" in message(walk.sign(payload, wrong))
    assert "typed five times" in message(walk.sign(payload, code))
    assert not Appeal.objects.exists()
    assert draft_read(walk.draft)["text"] == TEXT

    with later(seconds=61):
        again = walk.post("sign", payload=payload, resend="yes")
        assert again["Location"] == walk.path("sign")
        assert walk.code() != code
        assert walk.sign(payload).status_code == 302
    assert Appeal.objects.count() == 1


def test_looking_it_over_again_replaces_a_dead_code(walk: Walk) -> None:
    payload, wrong = walk.to_code(), walk.wrong_code()
    for _ in range(5):
        walk.sign(payload, wrong)
    with later(seconds=61):
        assert walk.ask_code().status_code == 302
        assert len(walk.outbox()) == 2
        assert walk.sign(walk.payload_id()).status_code == 302


# Too late, too early


def test_an_expired_code(walk: Walk) -> None:
    payload, code = walk.to_code(), walk.code()
    with later(minutes=11):
        answer = walk.sign(payload, code)
        assert answer.status_code == 422
        assert "The code has expired. Ask for a new one." in message(answer)
        walk.post("sign", payload=payload, resend="yes")
        assert walk.sign(payload).status_code == 302


def test_the_time_to_sign_runs_out(walk: Walk) -> None:
    payload, code = walk.to_code(), walk.code()
    with later(minutes=31):
        answer = walk.sign(payload, code)
        assert "The time to sign has run out. Your text is safe" in message(answer)
        assert walk.get("sign")["Location"] == walk.path("check")
        assert TEXT in words_of(walk.get("check"))
        walk.ask_code()
        assert walk.sign(walk.payload_id()).status_code == 302


def test_a_new_code_too_soon(walk: Walk) -> None:
    payload, code = walk.to_code(), walk.code()
    answer = walk.post("sign", payload=payload, resend="yes")
    assert answer.status_code == 422
    assert re.search(r"in (60|5\d) seconds", message(answer))
    assert len(walk.outbox()) == 1
    assert walk.sign(payload, code).status_code == 302, "the first code works still"


def test_too_many_codes_for_one_person(walk: Walk) -> None:
    begin = timezone.now().replace(minute=2, second=0) + timedelta(hours=1)
    with freeze_time(begin, tick=True):  # all of it within one hour of the clock
        payload = walk.to_code()
    for number in range(1, 11):
        with freeze_time(begin + timedelta(seconds=62 * number), tick=True):
            answer = walk.post("sign", payload=payload, resend="yes")
    assert answer.status_code == 422
    assert "Too many tries" in message(answer)
    assert len(walk.outbox()) == 10


# The gateway


def test_the_gateway_is_down_and_comes_back(walk: Walk, settings: Any) -> None:
    working = settings.SMS_GATEWAY
    walk.question()
    walk.details()
    settings.SMS_GATEWAY = "tests.factories.signing.DownGateway"
    answer = walk.ask_code()
    assert answer.status_code == 422
    assert "The SMS could not be sent. Your text is safe." in message(answer)
    assert draft_read(walk.draft)["text"] == TEXT

    settings.SMS_GATEWAY = working
    assert walk.ask_code()["Location"] == walk.path("sign")
    assert len(walk.outbox()) == 1, "the second press sends, although the payload was made before"
    assert walk.sign(walk.payload_id()).status_code == 302


# Somebody else


@pytest.fixture
def stranger(walk: Walk) -> Walk:
    return Walk.begin(Client(), walk.outbox, walk.office, phone="+77010000002")


def test_another_persons_payload_is_404(walk: Walk, stranger: Walk) -> None:
    payload, code = walk.to_code(), walk.code()
    assert stranger.sign(payload, code).status_code == 404
    assert stranger.post("sign", payload=payload, resend="yes").status_code == 404
    assert len(walk.outbox()) == 1
    assert walk.sign(payload, code).status_code == 302


NO_PAYLOAD = "5a1866f2-e144-4945-b7ce-dfd77f596466"


@pytest.mark.parametrize("payload", ["", "1", "not-a-uuid", NO_PAYLOAD, "\x00", "🙂"])
def test_a_guessed_payload_is_404(walk: Walk, payload: str) -> None:
    walk.to_code()
    assert walk.sign(payload, "123456").status_code == 404


def test_a_payload_at_another_office_is_404(walk: Walk) -> None:
    from tests.factories.agencies import OfficeFactory

    payload, code = walk.to_code(), walk.code()
    walk.office = OfficeFactory()
    assert walk.sign(payload, code).status_code == 404
    assert not Appeal.objects.exists()


def test_another_persons_receipt_and_application_are_404(walk: Walk, stranger: Walk) -> None:
    appeal = walk.whole()
    paths = [f"/en/apply/done/{appeal.number}/", f"/en/applications/{appeal.number}/"]
    for client in (stranger.client, Client()):
        for path in paths:
            assert client.get(path).status_code == 404
    for path in paths:
        assert walk.client.get(path).status_code == 200
    for number in ("OD-2026-99999999", "x", "OD-2026-1%27"):
        assert walk.client.get(f"/en/apply/done/{number}/").status_code == 404


def test_a_visitor_signs_nothing(walk: Walk) -> None:
    payload, code = walk.to_code(), walk.code()
    answer = Client().post(walk.path("sign"), {"payload": payload, "code": code})
    assert answer.status_code == 200
    assert "Sign in through egov.kz first" in words_of(answer)
    assert not Appeal.objects.exists()


def test_signing_needs_the_forms_token(walk: Walk) -> None:
    payload, code = walk.to_code(), walk.code()
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(walk.user, "django.contrib.auth.backends.ModelBackend")
    answer = careful.post(walk.path("sign"), {"payload": payload, "code": code})
    assert answer.status_code == 403
    assert SignedPayload.objects.get(pk=payload).consumed_at is None


def test_the_session_may_end_between_the_code_and_the_signature(walk: Walk) -> None:
    payload, code = walk.to_code(), walk.code()
    walk.client.logout()
    assert "Sign in through egov.kz first" in words_of(walk.sign(payload, code))
    walk.sign_in()
    assert walk.payload_id() == payload
    assert walk.sign(payload, code).status_code == 302


def test_the_wrong_address_behind_a_proxy_is_not_everybodys(walk: Walk, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    walk.question()
    walk.details()
    for number in range(61):
        answer = walk.client.post(
            walk.path("check"), headers={"x-forwarded-for": f"9.9.9.9, 203.0.113.{number}"}
        )
        SmsCode.objects.all().delete()
        if answer.status_code == 422:
            break
    assert number == 10, "the person's own limit, not that of the proxy's address"
