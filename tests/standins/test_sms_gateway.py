"""The SMS gateway: a Bearer token, 202, the same id sends once, failures on demand."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.standins.running import SMS_TOKEN, StandIn

PHONE = "+77990000101"


def send(standin: StandIn, *, token: str = SMS_TOKEN, **changes):
    body = {"to": PHONE, "text": "Сәлем", "id": "one", **changes}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return standin.post("/sms/send", json.dumps(body).encode(), headers=headers)


def test_message_is_accepted_and_shown(standin):
    answer = send(standin, id="shown", to="+77990000111")
    assert (answer.status, answer.json) == (202, {"id": "shown"})
    shown = standin.messages("+77990000111")
    assert [(m["channel"], m["text"]) for m in shown] == [("sms", "Сәлем")]


def test_wrong_token_sends_nothing(standin):
    answer = send(standin, token="guessed", to="+77990000112")
    assert (answer.status, answer.json["error"]) == (401, "invalid_token")
    assert standin.messages("+77990000112") == []


def test_same_id_sends_once_even_in_parallel(standin):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(standin, id="again", to="+77990000113"), range(16)))
    assert {answer.status for answer in answers} == {202}
    assert len(standin.messages("+77990000113")) == 1


def test_same_id_for_another_text_is_a_conflict(standin):
    send(standin, id="taken", to="+77990000114")
    answer = send(standin, id="taken", to="+77990000114", text="Other")
    assert answer.status == 409
    assert [m["text"] for m in standin.messages("+77990000114")] == ["Сәлем"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"to": "87001234567"}, "invalid_to"),
        ({"to": None}, "invalid_to"),
        ({"text": ""}, "invalid_text"),
        ({"text": "x" * 1001}, "invalid_text"),
        ({"id": "../../etc/passwd"}, "invalid_id"),
        ({"id": ""}, "invalid_id"),
    ],
)
def test_wrong_fields_are_named(standin, changes, error):
    answer = send(standin, **changes)
    assert (answer.status, answer.json["error"]) == (422, error)


def test_body_that_is_no_json(standin):
    headers = {"Authorization": f"Bearer {SMS_TOKEN}"}
    assert standin.post("/sms/send", b"{", headers=headers).status == 400
    assert standin.post("/sms/send", b"[]", headers=headers).status == 422


@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_end_of_the_number_chooses_the_failure(standin, status):
    number = f"+77990000{status}"
    assert send(standin, to=number, id=f"fails-{status}").status == status
    assert standin.messages(number) == []


def test_hanging_number_hangs_as_long_as_told():
    with StandIn(options=("--hang-seconds", "0.5")) as slow:
        started = time.monotonic()
        assert send(slow, to="+77990000408").status == 504
        assert time.monotonic() - started >= 0.5
        assert slow.messages() == []
