"""Signing with EDS on the server: whose, when, once, and what happens when nobody can tell."""

import base64
import json
import logging
import re
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

import pytest
from freezegun import freeze_time

from accounts.models import Vault
from core.errors import Refused, TooMany
from ledger.models import Event
from signing.codes import code_check_and_sign, code_send
from signing.drafts import draft_discard, draft_read, draft_save
from signing.eds.refusals import CODES
from signing.eds.slots import slot
from signing.eds_messages import MESSAGES, refused_for
from signing.eds_signing import eds_bind, eds_request
from signing.limits import EDS_BYTES, PENDING_LIFE
from signing.models import (
    Draft,
    Evidence,
    PendingSignature,
    Signature,
    SignatureMethod,
    SignedPayload,
)
from signing.payloads import payload_bytes, payload_current, payloads_prune
from signing.pending import pending_withdraw
from signing.rechecking import pending_check, pendings_check
from signing.signatures import signed_result
from standins.nca import Revoked
from tests.factories.eds import SESSION, eds_sign, service_running
from tests.factories.signing import (
    IP,
    NOTES,
    PHONE,
    make_draft,
    make_payload,
    make_person,
    notes_of,
)
from tests.signing.test_parallel import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nca(settings: Any, tmp_path: Any) -> Any:
    with service_running(tmp_path) as service:
        settings.EDS_ANCHORS_DIR = str(tmp_path)
        settings.EDS_OCSP_URL = service.url
        settings.EDS_REVOCATION = "hard"
        yield service


@pytest.fixture
def payload() -> SignedPayload:
    return make_payload()


def refusal(*args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as refused:
        eds_sign(*args, **kwargs)
    return refused.value.code


def nothing_happened(payload: SignedPayload) -> None:
    payload.refresh_from_db()
    assert payload.consumed_at is None
    assert not Signature.objects.exists()
    assert not Evidence.objects.exists()
    assert not notes_of(payload).exists()
    assert draft_read(Draft.objects.get(pk=payload.draft_id))["text"]


# The way that works


@pytest.mark.parametrize("kind", ["rsa", "gost"])
def test_a_good_signature_brings_the_result(settings, tmp_path, kind):
    payload = make_payload()
    with service_running(tmp_path, kind) as service:
        settings.EDS_ANCHORS_DIR, settings.EDS_OCSP_URL = str(tmp_path), service.url
        blob = service.sign(payload)
        note = eds_sign(payload, blob)
    assert note == notes_of(payload).get() == signed_result(payload)
    signature = Signature.objects.get(payload=payload)
    assert signature.method == SignatureMethod.EDS
    assert len(signature.signature_sha256) == 64
    assert Evidence.objects.get().signature == signature
    assert Draft.objects.get(pk=payload.draft_id).sent_at is not None


@pytest.mark.parametrize("changes", [{"tst": False}, {"attached": True}, {"pem": False}])
def test_other_forms_of_a_good_signature(nca, payload, changes):
    assert eds_sign(payload, nca.sign(payload, **changes)) == notes_of(payload).get()


def test_the_time_of_submission_is_our_receipt(nca, payload):
    before = timezone.now()
    eds_sign(payload, nca.sign(payload, at=timezone.now() - timedelta(minutes=2)))
    assert before <= Signature.objects.get().signed_at <= timezone.now()


def test_events_and_log_hold_no_personal_data(nca, payload, caplog):
    eds_sign(payload, nca.sign(payload))
    other = make_payload()
    with caplog.at_level(logging.INFO):
        assert refusal(other, nca.sign(other, leaf=nca.key_of(payload.owner))) == "iin_mismatch"
    assert "iin_mismatch" in caplog.text
    event = Event.objects.get(verb="eds.refuse")
    assert (event.data, event.target_id) == ({"code": "iin_mismatch"}, str(other.pk))
    told = caplog.text + str(list(Event.objects.values()))
    for user in (payload.owner, other.owner):
        assert str(user.vault.iin) not in told
        assert str(user.vault.surname) not in told


# Once


def test_sending_it_twice_gives_the_same_result(nca, payload):
    blob = nca.sign(payload)
    assert eds_sign(payload, blob) == eds_sign(payload, blob) == eds_sign(payload, b"whatever")
    assert Signature.objects.count() == 1
    assert nca.asked == 1


@pytest.mark.engine
def test_parallel_posts_of_one_signature_make_one_result(nca, payload):
    blob = nca.sign(payload)
    eds_bind(payload=payload, owner=payload.owner, session=SESSION)
    answers = together(*[lambda: eds_sign(payload, blob, bind=False)] * 2)
    assert answers == [notes_of(payload).get()] * 2
    assert Signature.objects.count() == 1
    assert Evidence.objects.count() == 1


def test_a_signature_of_another_payload_is_refused(nca, payload):
    other = make_payload(draft=make_draft(owner=payload.owner, object_key="office:8"))
    blob = nca.sign(payload)
    eds_sign(payload, blob)
    assert refusal(other, blob) in {"message_digest", "payload_mismatch"}
    nothing = SignedPayload.objects.get(pk=other.pk)
    assert nothing.consumed_at is None


@pytest.mark.engine
def test_the_database_takes_a_signature_value_once(nca, payload):
    eds_sign(payload, nca.sign(payload))
    value = Signature.objects.get().signature_sha256
    other = make_payload()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(payload=other, method="eds", signature_sha256=value)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(payload=other, method="eds", signature_sha256=None)


def test_code_and_signature_at_once_make_one_result(nca, payload, sms_outbox):
    code_send(payload=payload, phone=PHONE, ip=IP, language="en")
    code = re.search(r"\b\d{6}\b", sms_outbox()[0]["text"])[0]
    blob = nca.sign(payload)
    eds_bind(payload=payload, owner=payload.owner, session=SESSION)
    answers = together(
        lambda: eds_sign(payload, blob, bind=False),
        lambda: code_check_and_sign(payload=payload, owner=payload.owner, code=code, language="en"),
    )
    assert answers == [notes_of(payload).get()] * 2
    assert Signature.objects.count() == 1


def test_it_refuses_to_run_inside_another_transaction(nca, payload):
    blob = nca.sign(payload)
    with pytest.raises(RuntimeError), transaction.atomic():
        eds_sign(payload, blob)


# Whose


def test_another_person_finds_no_payload(nca, payload):
    with pytest.raises(LookupError):
        eds_sign(payload, nca.sign(payload), owner=make_person())
    nothing_happened(payload)


def test_another_web_session_signs_nothing(nca, payload):
    blob = nca.sign(payload)
    assert refusal(payload, blob, session="another") == "session"
    assert refusal(payload, blob, session="") == "session"
    nothing_happened(payload)
    assert not eds_bind(payload=payload, owner=payload.owner, session="another")
    assert eds_bind(payload=payload, owner=payload.owner, session=SESSION)
    assert eds_sign(payload, blob) == notes_of(payload).get()


def test_a_payload_that_no_session_asked_for_is_not_signed(nca, payload):
    assert not eds_bind(payload=payload, owner=payload.owner, session="")
    assert refusal(payload, nca.sign(payload), bind=False) == "session"
    assert not eds_bind(payload=payload, owner=make_person(), session=SESSION)


def test_the_session_is_kept_as_a_hash(nca, payload):
    eds_bind(payload=payload, owner=payload.owner, session=SESSION)
    payload.refresh_from_db()
    assert SESSION not in payload.session_hash


def test_keys_that_are_not_the_persons_own_for_signing(nca, payload):
    iin, made = str(payload.owner.vault.iin), nca.authority
    cases = [
        (made.person(iin="990101300011"), {"iin_mismatch"}),
        (made.employee(iin=iin), {"subject_type"}),
        (made.auth_person(iin=iin), {"key_usage", "key_purpose"}),
        (made.person(iin=iin, not_after=timezone.now() - timedelta(minutes=30)), {"cert_expired"}),
        (type(made).make("rsa").person(iin=iin), {"untrusted_chain"}),
    ]
    for leaf, codes in cases:
        assert refusal(payload, nca.sign(payload, leaf=leaf)) in codes
    nothing_happened(payload)


def test_a_revoked_key(nca, payload):
    leaf = nca.key_of(payload.owner)
    nca.authority.revoke(leaf)
    assert refusal(payload, nca.sign(payload, leaf=leaf)) == "revoked"
    nothing_happened(payload)


def test_a_signature_given_for_signing_in_is_no_application(nca, payload):
    login = payload_bytes(payload).replace(b'"purpose":"test-note"', b'"purpose":"login"')
    assert login != payload_bytes(payload)
    leaf = nca.key_of(payload.owner)
    assert refusal(payload, nca.authority.sign(leaf, login, pem=True)) == "message_digest"
    attached = nca.authority.sign(leaf, login, pem=True, attached=True)
    assert refusal(payload, attached) == "payload_mismatch"
    nothing_happened(payload)


def test_people_without_an_iin_are_told(nca):
    payload = make_payload(draft=make_draft(owner=make_person(has_iin=False)))
    with translation.override("en"), pytest.raises(Refused) as refused:
        eds_request(payload, payload.owner)
    assert refused.value.code == "no_iin"
    assert "SMS" in str(refused.value.message)
    assert refusal(payload, b"x") == "no_iin"


def test_what_the_browser_gets(payload):
    asked = eds_request(payload, payload.owner)
    assert base64.b64decode(asked.data) == payload_bytes(payload)
    assert asked.iin == str(payload.owner.vault.iin)
    assert asked.usages == ("1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.1")


# When


def test_an_expired_nonce(nca, payload):
    blob = nca.sign(payload)
    eds_bind(payload=payload, owner=payload.owner, session=SESSION)
    with freeze_time(payload.expires_at + timedelta(seconds=1)):
        assert refusal(payload, blob, bind=False) == "payload_expired"
    nothing_happened(payload)


def test_a_time_stamp_from_before_the_payload(nca, payload):
    early = payload.created_at - timedelta(minutes=10)
    leaf = nca.key_of(payload.owner, not_before=early - timedelta(days=1))
    assert refusal(payload, nca.sign(payload, leaf=leaf, at=early)) == "time_window"
    nothing_happened(payload)


def test_the_iin_changed_while_we_asked(nca, payload):
    def change() -> None:
        vault = Vault.objects.get(user=payload.owner)
        vault.iin = "990101300011"
        vault.save()
        connection.close()

    blob = nca.sign(payload)
    nca.meanwhile = change
    assert refusal(payload, blob) == "iin_changed"
    nothing_happened(payload)


def test_the_text_changed_while_we_asked(nca, payload):
    def change() -> None:
        draft_save(draft=payload.draft, owner=payload.owner, values={"text": "Басқа"}, step="")
        connection.close()

    blob = nca.sign(payload)
    nca.meanwhile = change
    assert refusal(payload, blob) == "payload_replaced"
    nothing_happened(payload)


def test_nothing_is_locked_while_we_ask(nca, payload):
    """A save of another draft beside the question to the authority is not held up."""
    saved = []

    def other() -> None:
        saved.append(make_draft())
        connection.close()

    blob = nca.sign(payload)
    nca.meanwhile = other
    eds_sign(payload, blob)
    assert len(saved) == 1


def test_a_refusal_of_the_room_loses_nothing(nca, payload, monkeypatch):
    blob = nca.sign(payload)
    monkeypatch.setattr(NOTES, "refusal", Refused("closed", code="closed"))
    assert refusal(payload, blob) == "closed"
    nothing_happened(payload)
    monkeypatch.setattr(NOTES, "refusal", None)
    assert eds_sign(payload, blob) == notes_of(payload).get()


# Bad files


@pytest.mark.parametrize(
    "blob",
    [b"", "", "hello", "\x00", "-----BEGIN CMS-----", b"0\x80", "TUlJ", "ұ" * 9, b"\xff" * 300],
)
def test_what_is_no_signature(nca, payload, blob):
    assert refusal(payload, blob) in {"malformed", "not_signed_data"}
    nothing_happened(payload)


def test_a_file_far_too_large_is_not_even_read(nca, payload):
    assert refusal(payload, b"A" * (EDS_BYTES + 1)) == "too_large"
    assert nca.asked == 0


def test_every_code_has_a_message():
    assert {key for _, key in CODES.values()} <= set(MESSAGES)
    with translation.override("en"):
        for code in CODES:
            assert len(str(refused_for(code).message)) > 20
            assert "_" not in str(refused_for(code).message), "codes are for the log"
        assert (
            refused_for("subject_type").message
            != refused_for("subject_type", is_agency=True).message
        )


@pytest.mark.parametrize(("is_same_person", "limit"), [(True, 20), (False, 200)])
def test_person_and_address_are_limited(nca, is_same_person, limit, monkeypatch):
    if not is_same_person:
        monkeypatch.setattr("signing.eds_signing.EDS_RATES_ADDRESS", [("eds-address", 5, 3600)])
        limit = 5
    owner = make_person()
    begin = timezone.now().replace(minute=2) + timedelta(hours=1)
    with freeze_time(begin, tick=True):  # all of it within one hour of the clock
        for number in range(limit):
            person = owner if is_same_person else make_person()
            draft = make_draft(owner=person, object_key=f"office:{number}")
            assert refusal(make_payload(draft=draft), b"x") == "malformed"
        person = owner if is_same_person else make_person()
        draft = make_draft(owner=person, object_key="office:last")
        with pytest.raises(TooMany):
            eds_sign(make_payload(draft=draft), b"x")


# When nobody can tell


def test_hard_mode_refuses_with_try_later(nca, payload):
    nca.is_down = True
    with pytest.raises(Refused) as refused:
        eds_sign(payload, nca.sign(payload))
    assert refused.value.code == "revocation_unavailable"
    with translation.override("en"):
        assert "try again later" in str(refused.value.message)
    assert not PendingSignature.objects.exists()
    nothing_happened(payload)


@pytest.fixture
def waiting(nca: Any, payload: Any, settings: Any) -> PendingSignature:
    """A signature that came in while OCSP was down."""
    settings.EDS_REVOCATION = "soft"
    nca.is_down = True
    row = eds_sign(payload, nca.sign(payload))
    assert isinstance(row, PendingSignature)
    nca.is_down = False
    return row


def test_soft_mode_keeps_it_and_counts_nothing(waiting, payload):
    nothing_happened(payload)
    assert waiting.blob is not None
    assert Event.objects.filter(verb="eds.wait", target_id=str(payload.pk)).count() == 1
    assert eds_sign(payload, b"once more") == waiting
    assert PendingSignature.objects.count() == 1


def test_confirmed_it_counts_from_its_receipt(waiting, payload):
    with freeze_time(timezone.now() + timedelta(hours=3), tick=True):
        assert pending_check(waiting) == "confirmed"
    signature = Signature.objects.get()
    assert signature.signed_at == waiting.received_at
    assert signed_result(payload) == notes_of(payload).get()
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.blob) == ("confirmed", None)
    assert pending_check(waiting) == "confirmed"
    assert notes_of(payload).count() == 1


def test_still_down_it_waits_on(nca, waiting, payload):
    nca.is_down = True
    assert pending_check(waiting) == ""
    waiting.refresh_from_db()
    assert waiting.tries == 2
    nothing_happened(payload)


def test_it_waits_on_in_hard_mode_too(nca, waiting, payload, settings):
    settings.EDS_REVOCATION = "hard"
    nca.is_down = True
    assert pending_check(waiting) == ""
    nca.is_down = False
    assert pending_check(waiting) == "confirmed"
    assert notes_of(payload).count() == 1


def test_it_waits_on_while_every_slot_is_taken(waiting, payload, settings, tmp_path):
    settings.VAR_DIR, settings.EDS_PARALLEL = tmp_path, 1
    with slot(tmp_path / "locks", 1):
        assert pending_check(waiting) == ""
    waiting.refresh_from_db()
    assert waiting.code == "busy"
    assert pending_check(waiting) == "confirmed"
    assert notes_of(payload).count() == 1


def test_revoked_meanwhile_it_is_refused_and_the_draft_opens(nca, waiting, payload):
    nca.authority.revoked.update(dict.fromkeys(nca.authority.issued, Revoked(timezone.now(), None)))
    try:
        assert pending_check(waiting) == "refused"
    finally:
        nca.authority.revoked.clear()
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.blob) == ("refused", None)
    nothing_happened(payload)
    assert Event.objects.filter(verb="note.refused").count() == 1, "the person is told"
    draft_save(draft=payload.draft, owner=payload.owner, values={"text": "Жаңа"}, step="")
    assert payload_current(payload.draft, payload.owner) is None


def test_after_days_it_is_given_up(nca, waiting, payload):
    nca.is_down = True
    with freeze_time(timezone.now() + PENDING_LIFE, tick=True):
        assert pending_check(waiting) == "refused"
    nothing_happened(payload)


def test_the_iin_changed_while_it_waited(waiting, payload):
    vault = Vault.objects.get(user=payload.owner)
    vault.iin = "990101300011"
    vault.save()
    assert pending_check(waiting) == "refused"
    nothing_happened(payload)


def test_while_it_waits_nothing_can_be_changed(waiting, payload, sms_outbox):
    for change in (
        lambda: draft_save(
            draft=payload.draft, owner=payload.owner, values={"text": "Басқа"}, step=""
        ),
        lambda: draft_discard(draft=payload.draft, owner=payload.owner),
        lambda: make_payload(draft=payload.draft),
        lambda: code_send(payload=payload, phone=PHONE, ip=IP, language="en"),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "signature_waits"
    assert not sms_outbox()


def test_taken_back_the_person_signs_in_another_way(nca, waiting, payload, sms_outbox):
    pending_withdraw(payload=payload)
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.blob) == ("withdrawn", None)
    assert pending_check(waiting) == "withdrawn"
    nothing_happened(payload)
    assert eds_sign(payload, nca.sign(payload)) == notes_of(payload).get()


def test_taken_back_while_it_was_checked_it_does_not_count(nca, waiting, payload):
    def take_back() -> None:
        pending_withdraw(payload=payload)
        connection.close()

    nca.meanwhile = take_back
    assert pending_check(waiting) == "withdrawn"
    nothing_happened(payload)


@pytest.mark.engine
def test_parallel_checks_of_one_that_waits_make_one_result(waiting, payload):
    def check() -> str:
        return pending_check(PendingSignature.objects.get(pk=waiting.pk))

    assert together(check, check) == ["confirmed", "confirmed"]
    assert notes_of(payload).count() == 1


def test_housekeeping_leaves_what_waits(waiting, payload):
    with freeze_time(timezone.now() + timedelta(days=2)):
        assert payloads_prune() == 0
        pending_withdraw(payload=payload)
        assert payloads_prune() == 1
    assert not PendingSignature.objects.exists()


def test_the_command_checks_all(waiting, payload, capsys):
    call_command("eds_pending")
    assert json.loads(capsys.readouterr().out) == {
        "waiting": 0,
        "confirmed": 1,
        "refused": 0,
        "withdrawn": 0,
    }
    assert notes_of(payload).count() == 1
    assert pendings_check()["confirmed"] == 0


def test_the_worker_looks_again_by_itself(nca, payload, settings):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    settings.EDS_REVOCATION = "soft"
    nca.is_down = True
    eds_sign(payload, nca.sign(payload))
    task = DBTaskResult.objects.get()
    assert task.run_after > timezone.now() + timedelta(minutes=1)
    assert "BEGIN" not in str(task.args_kwargs)
