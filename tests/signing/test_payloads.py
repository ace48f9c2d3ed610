"""Payloads: the exact bytes, what opens them, and when they may be signed."""

import hashlib
import json
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

import pytest
from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.envelope import seal
from core.errors import Refused
from core.models import RowKey, SealedBlob
from ledger.models import Event
from signing.canonical import canonical, digest_of
from signing.commitment import verify
from signing.drafts import draft_save
from signing.files import file_take
from signing.models import SignedPayload
from signing.payloads import (
    committed_text,
    fields_committed,
    payload_bytes,
    payload_check,
    payload_content,
    payload_current,
    payload_get,
    payload_is_sound,
    payload_live,
    payload_make,
    payload_opening,
    payload_salts,
    payloads_prune,
)
from signing.terms import terms_seed
from tests.factories.signing import NAME, make_draft, make_payload, make_person, upload

pytestmark = pytest.mark.django_db


def refusal_of(payload):
    with pytest.raises(Refused) as refused:
        payload_check(SignedPayload.objects.get(pk=payload.pk), payload.owner)
    return refused.value.code


def test_the_content_names_all_that_is_signed(settings):
    draft = make_draft()
    file = file_take(owner=draft.owner, draft=draft, upload=upload(b"text", "хат.txt"))
    payload = make_payload(draft=draft, files=[file])
    content = payload_content(payload)
    assert content == {
        "version": 1,
        "purpose": "test-note",
        "site": settings.SITE_URL,
        "person": {"subject_key": draft.owner.subject_key, "iin": True},
        "object": "office:7",
        "text": {"root": payload.text_root, "words": 4},
        "fields": {"kind": "application", "publish": "yes"},
        "files": [{"name": "хат.txt", "size": 4, "sha256": hashlib.sha256(b"text").hexdigest()}],
        "terms": {"purpose": "appeal", "version": 1},
        "nonce": payload.nonce,
        "created_at": content["created_at"],
        "expires_at": content["expires_at"],
    }
    assert datetime.fromisoformat(content["created_at"]) == payload.created_at
    assert payload.expires_at - payload.created_at == timedelta(minutes=30)
    assert len(bytes.fromhex(payload.nonce)) == 16


def test_the_bytes_are_canonical_and_the_digest_is_theirs():
    payload = make_payload()
    data = payload_bytes(payload)
    assert data == canonical(json.loads(data))
    assert payload.digest == hashlib.sha256(data).hexdigest()
    assert payload_is_sound(payload)


def test_the_opening_opens_the_commitment():
    draft = make_draft()
    file = file_take(owner=draft.owner, draft=draft, upload=upload(b"text"))
    payload = make_payload(draft=draft, files=[file])
    opening = payload_opening(payload)
    assert opening["subject"] == "Жол"
    assert opening["text"] == "Көшеде шам жанбайды."
    assert opening["person"] == NAME
    assert opening["files"] == [str(file.pk)]
    assert committed_text(opening) == "Жол\n\nКөшеде шам жанбайды."
    assert verify(committed_text(opening), payload_salts(opening), payload.text_root)


def test_the_signed_bytes_hold_neither_text_nor_name():
    data = payload_bytes(make_payload()).decode()
    assert "шам" not in data
    assert NAME["surname"] not in data


def test_a_person_without_iin_is_said_to_have_none():
    payload = make_payload(draft=make_draft(owner=make_person(has_iin=False)))
    assert payload_content(payload)["person"]["iin"] is False


@pytest.mark.parametrize("change", ["text", "subject", "fields", "salts", "content"])
def test_a_touched_opening_or_content_is_noticed(change):
    payload = make_payload()
    opening = payload_opening(payload)
    if change == "content":
        payload.content = seal(payload_bytes(payload).replace(b"office:7", b"office:8"))
    else:
        opening[change] = {
            "text": "Көшеде шам жанады.",
            "subject": "Жолы",
            "fields": {"kind": "complaint", "publish": "yes"},
            "salts": opening["salts"][::-1],
        }[change]
        payload.opening = seal(json.dumps(opening).encode())
    assert not payload_is_sound(payload)


def test_what_is_signed_is_clean_text():
    payload = make_payload(subject="  Жол\u202e ", text="Бір\u200b сөз\r\n")
    assert committed_text(payload_opening(payload)) == "Жол\n\nБір сөз"


def test_values_of_forms_become_plain():
    fields = {"when": date(2026, 1, 2), "note": None, "many": ("a", "b"), "agreed": True, "n": 3}
    payload = make_payload(fields=fields)
    assert payload_content(payload)["fields"] == {
        "when": "2026-01-02",
        "note": "",
        "many": ["a", "b"],
        "agreed": True,
        "n": 3,
    }


def test_long_answers_are_committed_by_their_hash():
    address = "Ұзын мекенжай " * 20
    payload = make_payload(fields={"kind": "application", "place": address})
    content = payload_content(payload)
    assert content["fields"] == {"kind": "application", "place": {"$sha256": digest_of(address)}}
    assert payload_opening(payload)["fields"]["place"] == address
    assert payload_is_sound(payload)


def test_many_answers_are_committed_together():
    fields = {f"extra_{n}": f"жауап {n}" for n in range(60)}
    assert fields_committed(fields) == {"$sha256": digest_of(fields)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    st.dictionaries(st.text("abc_", min_size=1, max_size=30), st.text(max_size=400), max_size=40)
)
def test_the_content_stays_near_two_kilobytes(fields):
    draft = make_draft()
    files = [
        file_take(owner=draft.owner, draft=draft, upload=upload(b"%d" % n, "ә" * 90 + ".txt"))
        for n in range(5)
    ]
    fields = {name: value.replace("\x00", "") for name, value in fields.items()}
    try:
        payload = make_payload(draft=draft, files=files, fields=fields)
    except UnicodeEncodeError:
        return
    assert len(payload_bytes(payload)) < 2600
    assert payload_is_sound(payload)


def test_two_payloads_of_the_same_words_differ():
    owner = make_person()
    one = make_payload(draft=make_draft(owner=owner, object_key="office:1"))
    two = make_payload(draft=make_draft(owner=owner, object_key="office:2"))
    assert one.digest != two.digest
    assert one.text_root != two.text_root


def test_a_fresh_payload_is_live_for_its_owner_only():
    payload = make_payload()
    assert payload_live(payload, payload.owner)
    assert not payload_live(payload, make_person())
    with pytest.raises(LookupError):
        payload_check(payload, make_person())
    with pytest.raises(LookupError):
        payload_get(owner=make_person(), payload_id=payload.pk)
    with pytest.raises(LookupError):
        payload_get(owner=payload.owner, payload_id=uuid4())
    assert payload_get(owner=payload.owner, payload_id=payload.pk) == payload


def test_only_the_newest_payload_of_a_draft_may_be_signed():
    draft = make_draft()
    old = make_payload(draft=draft)
    new = make_payload(draft=draft)
    assert refusal_of(old) == "payload_replaced"
    assert not payload_live(old, draft.owner)
    assert payload_current(draft, draft.owner) == new
    assert payload_current(draft, make_person()) is None


def test_a_changed_draft_makes_its_payload_stale():
    draft = make_draft()
    payload = make_payload(draft=draft)
    draft_save(draft=draft, owner=draft.owner, values={"text": "Басқа"}, step="write")
    assert refusal_of(payload) == "payload_replaced"
    assert payload_current(draft, draft.owner) is None


def test_an_idle_tab_does_not_spoil_the_payload():
    draft = make_draft(text="Бір")
    payload = make_payload(draft=draft)
    draft_save(draft=draft, owner=draft.owner, values={"text": "Бір"}, step="look")
    assert payload_live(payload, draft.owner)


def test_a_new_file_makes_the_payload_stale():
    draft = make_draft()
    payload = make_payload(draft=draft)
    file_take(owner=draft.owner, draft=draft, upload=upload(b"text"))
    assert not payload_live(payload, draft.owner)


def test_a_payload_lives_half_an_hour():
    with freeze_time("2030-03-02 10:00:00") as clock:
        payload = make_payload()
        clock.move_to("2030-03-02 10:29:59")
        assert payload_live(payload, payload.owner)
        clock.move_to("2030-03-02 10:30:00")
        assert refusal_of(payload) == "payload_expired"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"text": " \u200b\n"}, "text_empty"), ({"text": ""}, "text_empty")],
)
def test_nothing_can_not_be_signed(changes, code):
    with pytest.raises(Refused) as refused:
        make_payload(**changes)
    assert refused.value.code == code
    assert not SignedPayload.objects.exists()


def test_without_the_terms_nothing_is_signed():
    draft = make_draft()
    with pytest.raises(Refused) as refused:
        payload_make(
            owner=draft.owner,
            draft=draft,
            purpose="test-note",
            object_ref="office:7",
            subject="Жол",
            text="Мәтін",
            fields={},
            files=[],
            terms=terms_seed(),
            person=NAME,
        )
    assert refused.value.code == "terms_not_accepted"


def test_someone_the_provider_does_not_know_can_not_sign():
    owner = make_person()
    owner.subject_key = None
    owner.save()
    with pytest.raises(Refused) as refused:
        make_payload(draft=make_draft(owner=owner))
    assert refused.value.code == "no_subject"


def test_another_persons_draft_or_file_can_not_be_signed():
    mine, theirs = make_draft(), make_draft()
    file = file_take(owner=theirs.owner, draft=theirs, upload=upload(b"text"))
    with pytest.raises(LookupError):
        make_payload(draft=mine, files=[file])
    make_payload(draft=mine)
    with pytest.raises(LookupError):
        make_payload(draft=theirs, owner=mine.owner)


@pytest.mark.engine
def test_the_database_keeps_one_current_payload_a_draft():
    draft = make_draft()
    old, _new = make_payload(draft=draft), make_payload(draft=draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedPayload.objects.filter(pk=old.pk).update(replaced_at=None)


@pytest.mark.engine
def test_the_database_keeps_one_signed_payload_a_draft():
    draft = make_draft()
    make_payload(draft=draft), make_payload(draft=draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedPayload.objects.filter(draft=draft).update(consumed_at=timezone.now())


def test_the_tables_hold_nothing_in_clear():
    payload = make_payload(text="canary-words", person={**NAME, "surname": "Canary"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT ciphertext FROM core_sealedblob")
        raw = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert b"canary" not in raw.lower()
    assert "canary" in payload_opening(payload)["text"]
    assert "canary" not in str(list(Event.objects.values())).lower()


def test_old_unsigned_payloads_are_destroyed_with_their_keys():
    keys, blobs = RowKey.objects.count(), SealedBlob.objects.count()
    draft = make_draft()
    old, kept, signed = make_payload(draft=draft), make_payload(), make_payload()
    long_ago = timezone.now() - timedelta(days=2)
    for payload in (old, signed):
        SignedPayload.objects.filter(pk=payload.pk).update(
            created_at=long_ago, expires_at=long_ago + timedelta(minutes=30)
        )
    SignedPayload.objects.filter(pk=signed.pk).update(consumed_at=long_ago)
    assert payloads_prune() == 1
    assert set(SignedPayload.objects.all()) == {kept, signed}
    assert RowKey.objects.count() == keys + 4
    assert SealedBlob.objects.count() == blobs + 4
