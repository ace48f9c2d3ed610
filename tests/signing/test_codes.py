"""Signing with a code by SMS: one application, few tries, nothing lost."""

import re
from datetime import timedelta

from django.db import connection, transaction
from django.utils import translation

import pytest
from freezegun import freeze_time

from core.errors import Refused, TooMany
from ledger.models import Event
from signing.codes import code_check_and_sign, code_send, code_state
from signing.drafts import draft_discard, draft_open, draft_read, draft_save
from signing.evidence import evidence_open
from signing.models import Draft, Signature, SignedPayload, SmsCode
from signing.payloads import payload_opening
from signing.signatures import signed_result
from tests.factories.signing import (
    IP,
    NOTES,
    PHONE,
    make_draft,
    make_payload,
    make_person,
    notes_of,
)

pytestmark = pytest.mark.django_db
START = "2030-03-02 10:00:00"


@pytest.fixture(autouse=True)
def clock():
    with freeze_time(START) as frozen:
        yield frozen


@pytest.fixture
def down(settings):
    settings.SMS_GATEWAY = "tests.factories.signing.DownGateway"
    return settings


def send(payload, phone=PHONE, ip=IP, language="en"):
    return code_send(payload=payload, phone=phone, ip=ip, language=language)


def code_in(message):
    return re.search(r"\b\d{6}\b", message["text"])[0]


def sign(payload, code, owner=None):
    return code_check_and_sign(
        payload=payload, owner=owner or payload.owner, code=code, language="en"
    )


def refusal(call, *args, **kwargs):
    with translation.override("en"), pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.code


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_right_code_signs_and_gives_the_result(sms_outbox):
    payload = make_payload()
    send(payload)
    note = sign(payload, code_in(sms_outbox()[0]))
    assert note == notes_of(payload).get()
    assert note == signed_result(payload)
    payload.refresh_from_db()
    assert payload.consumed_at is not None
    signature = Signature.objects.get(payload=payload)
    assert (signature.method, signature.signed_at) == ("sms", payload.consumed_at)
    assert Draft.objects.get(pk=payload.draft_id).sent_at is not None
    assert SmsCode.objects.get().used_at is not None


@pytest.mark.parametrize("typed", ["{a} {b}", " {a}{b}\n", "{a}-{b}"])
def test_a_code_may_be_typed_with_spaces(sms_outbox, typed):
    payload = make_payload()
    send(payload)
    code = code_in(sms_outbox()[0])
    assert sign(payload, typed.format(a=code[:3], b=code[3:])) == notes_of(payload).get()


def test_the_message_says_what_is_signed_and_fits_one_sms(sms_outbox):
    payload = make_payload()
    send(payload)
    (message,) = sms_outbox(PHONE)
    assert message["text"].startswith("Open Dialogue: code ")
    assert "Ülgi" in message["text"] or "..." in message["text"]
    assert "Free." in message["text"]
    assert len(message["text"]) <= 70


def test_a_long_name_is_shortened(sms_outbox, monkeypatch):
    monkeypatch.setattr(NOTES, "named", lambda payload: "application to " + "x" * 300)
    send(make_payload())
    text = sms_outbox()[0]["text"]
    assert len(text) == 160
    assert text.endswith("x.... Free.")


def test_code_and_phone_are_stored_as_hashes_only(sms_outbox):
    payload = make_payload()
    send(payload)
    code = code_in(sms_outbox()[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM signing_smscode")
        row = " ".join(map(str, cursor.fetchone()))
    assert code not in row.split()
    assert PHONE.lstrip("+") not in row
    sign(payload, code)
    evidence = evidence_open(Signature.objects.get().evidence).facts
    assert evidence["digest"] == payload.digest
    assert evidence["payload"] == str(payload.pk)
    assert PHONE.lstrip("+") not in str(evidence)
    assert code not in evidence.values()


def test_events_are_written_without_personal_data(sms_outbox):
    payload = make_payload()
    send(payload)
    sign(payload, code_in(sms_outbox()[0]))
    events = Event.objects.filter(target_id=str(payload.pk)).order_by("pk")
    assert list(events.values_list("verb", flat=True)) == [
        "payload.make",
        "code.send",
        "signature.make",
        "note.register",
    ]
    assert PHONE.lstrip("+") not in str(list(Event.objects.values()))


def test_a_wrong_code_costs_a_try_and_five_kill_the_code(sms_outbox):
    payload = make_payload()
    send(payload)
    code = code_in(sms_outbox()[0])
    for left in (4, 3, 2, 1):
        with translation.override("en"), pytest.raises(Refused) as refused:
            sign(payload, wrong(code))
        assert refused.value.code == "code_wrong"
        assert f"{left} tr" in str(refused.value.message)
        assert code_state(payload).tries_left == left
    assert refusal(sign, payload, wrong(code)) == "code_dead"
    assert refusal(sign, payload, code) == "code_dead"
    assert not code_state(payload).is_usable
    assert not notes_of(payload).exists()
    assert draft_read(payload.draft)["text"]


def test_after_five_wrong_ones_a_new_code_signs(sms_outbox, clock):
    payload = make_payload()
    send(payload)
    code = code_in(sms_outbox()[0])
    for _ in range(5):
        refusal(sign, payload, wrong(code))
    clock.tick(60)
    send(payload)
    assert sign(payload, code_in(sms_outbox()[1])) == notes_of(payload).get()


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "१२३४५६", "12 34 5"])
def test_what_is_no_code_costs_no_try(typed):
    payload = make_payload()
    send(payload)
    assert refusal(sign, payload, typed) == "code_form"
    assert code_state(payload).tries_left == 5


def test_a_code_lives_ten_minutes(sms_outbox, clock):
    payload = make_payload()
    state = send(payload)
    code = code_in(sms_outbox()[0])
    clock.tick(timedelta(minutes=10))
    assert not state.is_usable
    assert refusal(sign, payload, code) == "code_expired"


def test_a_code_never_outlives_its_payload(clock):
    payload = make_payload()
    clock.tick(timedelta(minutes=25))
    assert send(payload).expires_at == payload.expires_at


def test_an_expired_payload_is_not_signed_even_with_the_right_code(sms_outbox, clock):
    payload = make_payload()
    clock.tick(timedelta(minutes=29))
    send(payload)
    clock.tick(timedelta(minutes=1))
    assert refusal(sign, payload, code_in(sms_outbox()[0])) == "payload_expired"
    assert refusal(send, payload) == "payload_expired"


def test_without_a_code_there_is_nothing_to_check():
    payload = make_payload()
    assert code_state(payload) is None
    assert refusal(sign, payload, "123456") == "code_none"


def test_asking_again_at_once_is_refused_with_the_seconds(clock):
    payload = make_payload()
    assert send(payload).resend_seconds == 60
    clock.tick(15)
    with translation.override("en"), pytest.raises(TooMany) as refused:
        send(payload)
    assert refused.value.retry_after == 45
    assert "45 seconds" in str(refused.value.message)
    assert code_state(payload).resend_seconds == 45


def test_a_new_code_takes_the_place_of_the_former(sms_outbox, clock):
    payload = make_payload()
    send(payload)
    clock.tick(60)
    send(payload)
    first, second = map(code_in, sms_outbox())
    if first != second:
        assert refusal(sign, payload, first) == "code_wrong"
    assert sign(payload, second) == notes_of(payload).get()


def test_a_code_of_another_payload_does_not_sign(sms_outbox):
    mine, theirs = make_payload(), make_payload()
    send(mine)
    send(theirs, phone="+77010000002")
    code, other = code_in(sms_outbox(PHONE)[0]), code_in(sms_outbox("+77010000002")[0])
    if code != other:
        assert refusal(sign, mine, other) == "code_wrong"
    SmsCode.objects.filter(payload=theirs).update(
        code_hash=SmsCode.objects.get(payload=mine).code_hash
    )
    assert refusal(sign, theirs, code) == "code_wrong"


def test_without_a_phone_there_is_a_plain_explanation():
    assert refusal(send, make_payload(), phone=None) == "no_phone"
    assert refusal(send, make_payload(), phone="") == "no_phone"
    assert not SmsCode.objects.exists()


@pytest.mark.parametrize(
    ("phone", "ip", "same_person", "limit"),
    [
        ("+7701000{:04d}", "203.0.113.{}", True, 10),
        (PHONE, "203.0.113.{}", False, 10),
        ("+7701000{:04d}", IP, False, 60),
    ],
)
def test_person_phone_and_address_are_limited(phone, ip, same_person, limit):
    owner = make_person()
    for n in range(limit):
        draft = make_draft(owner=owner if same_person else make_person(), object_key=f"office:{n}")
        send(make_payload(draft=draft), phone=phone.format(n), ip=ip.format(n))
    payload = make_payload(draft=make_draft(owner=owner, object_key="office:x"))
    with pytest.raises(TooMany):
        send(payload, phone=phone.format(999), ip=ip.format(99))
    assert not SmsCode.objects.filter(payload=payload).exists()


def test_when_the_gateway_is_down_no_code_is_live_and_asking_again_is_allowed(down, sms_outbox):
    payload = make_payload()
    assert refusal(send, payload) == "gateway"
    assert code_state(payload) is None
    assert Event.objects.filter(verb="code.unsent", target_id=str(payload.pk)).exists()
    down.SMS_GATEWAY = "messaging.gateways.ViewerGateway"
    send(payload)
    assert sign(payload, code_in(sms_outbox()[0])) == notes_of(payload).get()


def test_submitting_twice_gives_the_same_result_once(sms_outbox):
    payload = make_payload()
    send(payload)
    code = code_in(sms_outbox()[0])
    assert sign(payload, code) == sign(payload, code) == sign(payload, wrong(code))
    assert notes_of(payload).count() == 1
    assert Signature.objects.count() == 1


def test_another_person_can_not_sign_or_see_the_result(sms_outbox):
    payload, other = make_payload(), make_person()
    send(payload)
    code = code_in(sms_outbox()[0])
    with pytest.raises(LookupError):
        sign(payload, code, owner=other)
    sign(payload, code)
    with pytest.raises(LookupError):
        sign(payload, code, owner=other)


def test_two_tabs_only_the_newest_text_is_signed(sms_outbox, clock):
    draft = make_draft()
    old = make_payload(draft=draft)
    send(old)
    clock.tick(1)
    new = make_payload(draft=draft, text="Жаңа мәтін")
    code = code_in(sms_outbox()[0])
    assert refusal(sign, old, code) == "payload_replaced"
    assert refusal(send, old) == "payload_replaced"
    send(new)
    note = sign(new, code_in(sms_outbox()[1]))
    # The other tab comes to the same result now, whatever it types.
    assert sign(old, code) == note
    assert Signature.objects.get().payload == new


def test_a_text_changed_after_the_code_was_sent_is_not_signed(sms_outbox):
    payload = make_payload()
    send(payload)
    draft_save(draft=payload.draft, owner=payload.owner, values={"text": "Басқа"}, step="write")
    code = code_in(sms_outbox()[0])
    assert refusal(sign, payload, code) == "payload_replaced"
    assert code_state(payload).tries_left == 5
    assert not notes_of(payload).exists()


def test_a_discarded_draft_takes_its_payload_along(sms_outbox):
    payload = make_payload()
    send(payload)
    draft_discard(draft=payload.draft, owner=payload.owner)
    with pytest.raises(LookupError):
        sign(payload, code_in(sms_outbox()[0]))


def test_a_refusal_of_the_room_loses_nothing(sms_outbox, monkeypatch):
    payload = make_payload()
    send(payload)
    code = code_in(sms_outbox()[0])
    monkeypatch.setattr(NOTES, "refusal", Refused("closed", code="closed"))
    assert refusal(sign, payload, code) == "closed"
    payload.refresh_from_db()
    assert payload.consumed_at is None
    assert not Signature.objects.exists()
    assert draft_read(Draft.objects.get(pk=payload.draft_id))["text"]
    assert code_state(payload).tries_left == 5
    monkeypatch.setattr(NOTES, "refusal", None)
    assert sign(payload, code) == notes_of(payload).get()


def test_after_signing_the_words_live_in_the_payload_only(sms_outbox):
    payload = make_payload()
    send(payload)
    sign(payload, code_in(sms_outbox()[0]))
    draft = Draft.objects.get(pk=payload.draft_id)
    assert draft_read(draft) == {}
    assert payload_opening(SignedPayload.objects.get(pk=payload.pk))["text"]
    fresh = draft_open(owner=draft.owner, purpose=draft.purpose, object_key=draft.object_key)
    assert fresh.pk != draft.pk


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_run_inside_another_transaction():
    payload = make_payload()
    with pytest.raises(RuntimeError), transaction.atomic():
        sign(payload, "123456")


@pytest.mark.django_db(transaction=True)
def test_a_wrong_try_is_committed():
    payload = make_payload()
    send(payload)
    SmsCode.objects.update(code_hash="0" * 64)
    assert refusal(sign, payload, "123456") == "code_wrong"
    connection.rollback()
    assert SmsCode.objects.get().tries_left == 4
