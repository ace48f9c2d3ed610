"""Evidence of a signature: kept sealed, chained by object, only ever added to."""

import hashlib

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet

from core.envelope import KeyDestroyed, row_key_open, seal_with, unseal_with
from core.management.commands.keys_rotate import column_rotate
from core.models import RowKey
from ledger.models import Event
from signing.archive.chain import row_bound, row_hash
from signing.destroying import evidence_destroy
from signing.evidence import evidence_open, object_key_of
from signing.models import Evidence, EvidenceAnchor, Signature
from signing.models.evidence import NO_HASH, OnlyAdded
from signing.payloads import payload_bytes
from tests.factories.signing import PHONE, make_payload, make_person
from tests.signing.archive import OBJECT, add, anchor, verify

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_a_signature_leaves_what_proves_it():
    payload = make_payload()
    row = add(payload=payload, blobs={"signature.cms": b"cms", "chain/0.der": b"der"})
    bundle = evidence_open(row)
    assert bundle.payload == payload_bytes(payload)
    assert bundle.facts["code_id"] == 7
    assert bundle.facts["user"] == str(payload.owner_id)
    assert bundle.facts["method"] == "sms"
    assert bundle.blobs == {"signature.cms": b"cms", "chain/0.der": b"der"}
    assert row.payload_digest == hashlib.sha256(bundle.payload).hexdigest() == payload.digest
    assert (row.verifier, row.policy, row.verdict_code) == ("sms-code 1", "sms 1", "ok")


def test_the_row_tells_nothing_about_the_person():
    payload = make_payload(draft=None)
    add(payload=payload)
    owner = payload.owner
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM signing_evidence")
        row = b" ".join(
            bytes(item) if isinstance(item, bytes | memoryview) else str(item).encode()
            for item in cursor.fetchone()
        )
    for personal in (PHONE, owner.vault.iin, owner.vault.surname, owner.subject_key, payload.nonce):
        assert personal.encode() not in row


def test_what_checked_it_stands_in_clear():
    row = add(evidence={"verifier": "builtin 1", "policy": "eds 3", "code": "ok"})
    assert (row.verifier, row.policy, row.verdict_code) == ("builtin 1", "eds 3", "ok")


def test_signatures_on_one_object_make_one_chain():
    first, other, second = add(), add("appeal:2"), add()
    assert (first.position, first.previous_hash) == (1, NO_HASH)
    assert (second.position, second.previous_hash) == (2, first.hash)
    assert (other.position, other.previous_hash) == (1, NO_HASH)


def test_the_hash_is_made_as_documented():
    add()
    row = add()
    moment = row.created_at.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    fields = (
        f'{{"code":"ok","created_at":"{moment}","method":"sms","object":"appeal:1",'
        f'"payload_digest":"{row.payload_digest}","policy":"sms 1","position":2,'
        f'"signature":{row.signature_id},"verifier":"sms-code 1","version":1}}'
    )
    expected = hashlib.sha256(
        bytes.fromhex(row.previous_hash) + hashlib.sha256(row.ciphertext).digest() + fields.encode()
    )
    assert row.hash == expected.hexdigest()


def test_the_chain_is_the_payloads_own_unless_named():
    payload = make_payload()
    row = add("", payload=payload)
    assert row.object_key == object_key_of(payload) == f"test-note:{payload.pk}"


@pytest.mark.parametrize("object_key", ["with space", "line\nbreak", "ә", "x" * 121])
def test_an_object_key_is_a_plain_word(object_key):
    payload = make_payload()
    with pytest.raises(ValueError, match="object key"):
        add(object_key, payload=payload)
    assert not Signature.objects.exists()
    payload.refresh_from_db()
    assert payload.consumed_at is None


def test_one_signature_has_one_evidence():
    row = add()
    again = Evidence.objects.get(pk=row.pk)
    again.pk, again.object_key, again.row_key = None, "appeal:2", RowKey.objects.create()
    again.hash = row_hash(again)
    again._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_every_ciphertext_is_bound_to_its_own_row():
    one, other = add("appeal:1"), add("appeal:2")
    one.ciphertext, one.row_key = other.ciphertext, other.row_key
    with pytest.raises(InvalidTag):
        evidence_open(one)


def test_bound_bytes_must_be_the_same_to_open():
    key = bytes(32)
    sealed = seal_with(key, b"data", b"beside")
    assert unseal_with(key, sealed, b"beside") == b"data"
    for wrong in (b"", b"besides"):
        with pytest.raises(InvalidTag):
            unseal_with(key, sealed, wrong)
    assert unseal_with(key, seal_with(key, b"data")) == b"data"


def test_models_refuse_to_change_or_delete():
    row = add()
    anchor()
    for kept in (row, EvidenceAnchor.objects.get()):
        with pytest.raises(OnlyAdded):
            kept.save()
        with pytest.raises(OnlyAdded):
            kept.delete()


@pytest.mark.parametrize("model", [Evidence, EvidenceAnchor])
def test_the_database_refuses_to_change_or_delete(model):
    add()
    anchor()
    rows = model.objects.all()
    for change in (
        lambda: rows.update(previous_hash=NO_HASH),
        lambda: rows.update(created_at=timezone.now()),
        lambda: rows._raw_delete(rows.db),
        rows.delete,
    ):
        with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
            change()
    assert model.objects.count() == 1
    assert verify()[1]["ok"]


@pytest.mark.parametrize("model", [Evidence, EvidenceAnchor])
def test_the_database_refuses_to_empty_the_tables(model):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    add()
    refused = pytest.raises(IntegrityError, match="only ever added")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        # What was just added waits for its foreign keys to be checked.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')
    assert Evidence.objects.count() == 1


def test_a_destroyed_key_ends_the_reading_and_nothing_else():
    add()
    row = add()
    add()
    anchor()
    before = Evidence.objects.filter(pk=row.pk).values().get()
    actor = make_person()
    evidence_destroy(row, actor=actor)
    evidence_destroy(row, actor=actor)
    with pytest.raises(KeyDestroyed):
        evidence_open(Evidence.objects.get(pk=row.pk))
    assert Evidence.objects.filter(pk=row.pk).values().get() == before
    event = Event.objects.get(verb="evidence.destroy")
    assert (event.target_id, event.actor) == (str(row.pk), actor)
    problems, sums = verify()
    assert problems == []
    assert (sums["rows"], sums["destroyed"]) == (3, 1)


def test_rotating_keys_leaves_the_rows_as_they_are(settings):
    row = add(OBJECT)
    anchor()
    before = Evidence.objects.filter(pk=row.pk).values().get()
    wrapped = bytes(row.row_key.wrapped)
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, old]
    assert column_rotate(RowKey, "wrapped")["unreadable"] == 0
    settings.FIELD_KEYS = [new]
    again = Evidence.objects.get(pk=row.pk)
    assert Evidence.objects.filter(pk=row.pk).values().get() == before
    assert bytes(again.row_key.wrapped) != wrapped
    assert evidence_open(again).facts["code_id"] == 7
    assert row_bound(again) == row_bound(row)
    assert len(row_key_open(again.row_key)) == 32
