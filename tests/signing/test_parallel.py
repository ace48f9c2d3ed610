"""Real parallel connections: one result, exact counts, one draft."""

import re
import threading

from django.db import connection

import pytest

from core.errors import Refused
from signing.codes import code_check_and_sign, code_send, code_state
from signing.drafts import draft_open, draft_read, draft_save
from signing.files import file_list, file_take
from signing.models import Draft, Signature, SmsCode
from tests.factories.signing import (
    IP,
    PHONE,
    PURPOSE,
    make_draft,
    make_payload,
    make_person,
    notes_of,
    upload,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def together(*calls):
    """Run the calls at the same moment, each on a connection of its own."""
    gate, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        gate.wait()
        try:
            answers[index] = call()
        except Exception as error:
            answers[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return answers


@pytest.fixture
def sent(sms_outbox):
    payload = make_payload()
    code_send(payload=payload, phone=PHONE, ip=IP, language="en")
    return payload, re.search(r"\b\d{6}\b", sms_outbox()[0]["text"])[0]


def check(payload, code):
    return lambda: code_check_and_sign(
        payload=payload, owner=payload.owner, code=code, language="en"
    )


def test_two_submits_of_one_code_give_one_result(sent):
    payload, code = sent
    answers = together(*[check(payload, code)] * 4)
    assert answers == [notes_of(payload).get()] * 4
    assert Signature.objects.count() == 1


def test_five_parallel_wrong_codes_count_exactly(sent):
    payload, code = sent
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    answers = together(*[check(payload, wrong)] * 5)
    assert all(isinstance(answer, Refused) for answer in answers)
    codes = sorted(answer.code for answer in answers)
    assert codes == ["code_dead", "code_wrong", "code_wrong", "code_wrong", "code_wrong"]
    assert code_state(payload).tries_left == 0


def test_eight_parallel_guesses_get_five_tries(sent):
    payload, code = sent
    guesses = [f"{(int(code) + n) % 1_000_000:06d}" for n in range(1, 9)]
    answers = together(*[check(payload, guess) for guess in guesses])
    assert sum(answer.code == "code_wrong" for answer in answers) == 4
    assert SmsCode.objects.get().tries_left == 0


def test_two_openings_make_one_draft():
    owner = make_person()
    answers = together(
        *[lambda: draft_open(owner=owner, purpose=PURPOSE, object_key="office:1")] * 4
    )
    assert answers == [Draft.objects.get()] * 4


def test_two_codes_asked_at_once_send_one(sms_outbox):
    payload = make_payload()
    answers = together(*[lambda: code_send(payload=payload, phone=PHONE, ip=IP, language="en")] * 3)
    assert sum(isinstance(answer, Refused) for answer in answers) == 2
    assert len(sms_outbox()) == 1
    assert SmsCode.objects.filter(replaced_at=None).count() == 1


def test_two_tabs_saving_different_fields_lose_none():
    draft = make_draft()

    def save(name):
        return lambda: draft_save(
            draft=draft, owner=draft.owner, values={name: name}, step="", expected_revision=1
        )

    together(*[save(name) for name in ("place", "kind", "topic")])
    values = draft_read(Draft.objects.get())
    assert {values[name] for name in ("place", "kind", "topic")} == {"place", "kind", "topic"}
    assert Draft.objects.get().revision == 4


def test_a_save_beside_the_signing_is_refused_or_stops_it(sent):
    payload, code = sent
    draft = payload.draft
    signed, saved = together(
        check(payload, code),
        lambda: draft_save(draft=draft, owner=draft.owner, values={"text": "Басқа"}, step=""),
    )
    if isinstance(signed, Refused):
        assert signed.code == "payload_replaced"
        assert draft_read(saved)["text"] == "Басқа"
        assert not notes_of(payload).exists()
    else:
        assert saved.code == "draft_sent"
        assert signed == notes_of(payload).get()


def test_parallel_files_never_pass_the_limit():
    draft = make_draft()

    def take(number):
        return lambda: file_take(owner=draft.owner, draft=draft, upload=upload(b"text %d" % number))

    answers = together(*[take(number) for number in range(8)])
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert len(file_list(draft)) == 5
