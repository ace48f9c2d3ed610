"""The portal's keys: one seals, all stay published, no secret leaves."""

import base64
import json
from datetime import timedelta
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

import pytest

from core.crypto import decrypt
from ledger.models import Event
from signing.models import PortalKey
from signing.portal_keys import (
    keyring,
    keys_document,
    portal_key_distrust,
    portal_key_rotate,
    portal_seal,
    seal_verify,
)
from signing.seals import keyring_read, kid_of

pytestmark = pytest.mark.django_db
KEYS = "/.well-known/open-dialogue-keys.json"


def test_the_first_seal_makes_the_first_key():
    assert not PortalKey.objects.exists()
    seal = portal_seal(b"data")
    assert seal_verify(b"data", seal)
    assert PortalKey.objects.get().kid == seal["kid"]
    assert portal_seal(b"other")["kid"] == seal["kid"]


@pytest.mark.parametrize(
    "change",
    [
        {"kid": "0" * 16},
        {"kid": None},
        {"signature": ""},
        {"signature": "!!"},
        {"signature": 7},
        {"signature": base64.b64encode(bytes(64)).decode()},
        {"signature": base64.b64encode(bytes(63)).decode()},
        {"signature": "Ключ"},
    ],
)
def test_a_changed_seal_does_not_fit(change):
    assert not seal_verify(b"data", {**portal_seal(b"data"), **change})


@pytest.mark.parametrize("seal", [{}, None, [], "seal", {"kid": "x"}])
def test_what_is_no_seal_does_not_fit(seal):
    assert seal_verify(b"data", seal) is False


def test_a_seal_is_for_these_bytes_only():
    assert not seal_verify(b"data ", portal_seal(b"data"))


def test_after_rotating_old_seals_fit_and_the_old_secret_is_gone():
    old = portal_seal(b"data")
    new = portal_key_rotate()
    assert portal_seal(b"data")["kid"] == new.kid != old["kid"]
    assert seal_verify(b"data", old)
    retired = PortalKey.objects.get(kid=old["kid"])
    assert retired.private_key is None
    assert retired.valid_to is not None


def test_the_secret_lies_encrypted():
    portal_seal(b"data")
    key = PortalKey.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key FROM signing_portalkey")
        stored = bytes(cursor.fetchone()[0])
    secret = base64.b64decode(key.private_key)
    assert len(secret) == 32
    assert secret not in stored
    assert key.private_key.encode() not in stored
    assert decrypt(stored).decode() == key.private_key


def test_there_is_one_current_key():
    portal_seal(b"data")
    with pytest.raises(IntegrityError), transaction.atomic():
        PortalKey.objects.create(kid="f" * 16, public_key="x", private_key="y")


def test_published_are_all_public_keys_and_no_secret(client):
    portal_seal(b"data")
    secret = PortalKey.objects.get().private_key
    portal_key_rotate()
    newest = PortalKey.objects.get(valid_to=None)
    answer = client.get(KEYS)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/json")
    assert secret not in answer.content.decode()
    assert newest.private_key not in answer.content.decode()
    old, new = answer.json()["keys"]
    assert old.keys() == {"kid", "algorithm", "public_key", "valid_from", "valid_to"}
    assert new.keys() == {"kid", "algorithm", "public_key", "valid_from"}
    assert new["kid"] == newest.kid == kid_of(base64.b64decode(new["public_key"]))


def test_the_published_keys_alone_check_a_seal(client):
    seal = portal_seal(b"data")
    portal_key_rotate()
    key = keyring_read(client.get(KEYS).json())[seal["kid"]]
    assert key.fits(b"data", seal["signature"])
    assert not key.fits(b"date", seal["signature"])


def entry_changed(**changes):
    document = json.loads(json.dumps(keys_document()))
    document["keys"][0].update(changes)
    return document


@pytest.mark.parametrize(
    "changes",
    [
        {"kid": "0" * 16},
        {"algorithm": "RSA"},
        {"public_key": base64.b64encode(bytes(31)).decode()},
        {"public_key": "?"},
        {"valid_from": "yesterday"},
        {"valid_from": "2026-01-01T00:00:00"},
        {"valid_from": 5},
    ],
)
def test_a_document_with_a_wrong_key_is_refused(changes):
    portal_seal(b"data")
    with pytest.raises(ValueError):
        keyring_read(entry_changed(**changes))


@pytest.mark.parametrize("document", [None, [], {}, {"format": "open-dialogue-keys"}, "keys", 3])
def test_what_is_no_document_of_keys_is_refused(document):
    with pytest.raises(ValueError):
        keyring_read(document)


def test_a_key_in_other_hands_is_said_to_be_so_and_replaced():
    kid = portal_seal(b"data")["kid"]
    portal_key_distrust(kid=kid)
    assert keyring()[kid].compromised_at is not None
    assert portal_seal(b"data")["kid"] != kid
    assert PortalKey.objects.get(kid=kid).private_key is None


def test_an_old_key_in_other_hands_leaves_the_current_one():
    kid = portal_seal(b"data")["kid"]
    current = portal_key_rotate()
    portal_key_distrust(kid=kid)
    portal_key_distrust(kid=kid)
    assert portal_seal(b"data")["kid"] == current.kid
    assert Event.objects.filter(verb="portal_key.distrust").count() == 1


def run(*arguments: str) -> list[dict]:
    out = StringIO()
    call_command("portal_keys_rotate", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_command_rotates_and_lists():
    first = portal_seal(b"data")["kid"]
    assert [key["kid"] for key in run("--list")] == [first]
    keys = run()
    assert [key["kid"] for key in keys] == [first, portal_seal(b"data")["kid"]]
    assert "valid_to" in keys[0]
    assert "compromised_at" in run("--compromised", keys[1]["kid"])[1]


def test_the_command_refuses_a_key_that_is_not_there():
    kid = portal_seal(b"data")["kid"]
    with pytest.raises(CommandError):
        run("--compromised", "0" * 16)
    assert [key["kid"] for key in run("--list")] == [kid]


def test_rotating_is_recorded():
    portal_seal(b"data")
    portal_key_rotate()
    verbs = Event.objects.filter(verb__startswith="portal_key").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "portal_key.make",
        "portal_key.retire",
        "portal_key.make",
    ]


def test_the_times_of_keys_do_not_overlap():
    portal_seal(b"data")
    portal_key_rotate()
    old, new = keyring().values()
    assert old.valid_to <= new.valid_from
    assert new.valid_from - old.valid_to < timedelta(seconds=5)
    assert new.valid_from <= timezone.now()
