"""Rotating the house keys: everything stays readable, the old key can be dropped."""

import json
from io import StringIO

from django.core.management import call_command

import pytest
from cryptography.fernet import Fernet

from accounts.models import Vault
from core.crypto import InvalidToken
from core.management.commands import keys_rotate
from signing.drafts import draft_read
from signing.files import file_open, file_take
from signing.models import Draft, File, SignedPayload
from signing.payloads import payload_opening
from tests.factories.signing import make_draft, make_payload, upload

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def keys(settings):
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    return old, new


@pytest.fixture
def everything(keys):
    """A vault, a draft, a file and a payload under the old key."""
    draft = make_draft(text="Сақталсын")
    file = file_take(owner=draft.owner, draft=draft, upload=upload(b"file"))
    return make_payload(draft=draft, files=[file])


def rotate(*arguments):
    out = StringIO()
    call_command("keys_rotate", *arguments, stdout=out)
    return {row.pop("column"): row for row in map(json.loads, out.getvalue().splitlines())}


def assert_readable():
    payload = SignedPayload.objects.get()
    assert payload_opening(payload)["text"]
    assert draft_read(Draft.objects.get())["text"] == "Сақталсын"
    assert file_open(File.objects.get()) == b"file"
    assert len(Vault.objects.get().iin) == 12


def test_the_old_key_can_be_dropped_afterwards(everything, keys, settings):
    old, new = keys
    settings.FIELD_KEYS = [new, old]
    counts = rotate()
    assert counts["core.rowkey.wrapped"] == {"rows": 3, "rewrapped": 3, "unreadable": 0}
    assert counts["signing.draft.content"]["rewrapped"] == 1
    assert counts["accounts.vault.iin"]["rewrapped"] == 1
    assert counts["total"]["rewrapped"] >= 9
    settings.FIELD_KEYS = [new]
    assert_readable()


def test_without_rotating_the_old_key_is_needed(everything, keys, settings):
    settings.FIELD_KEYS = [keys[1]]
    with pytest.raises(InvalidToken):
        draft_read(Draft.objects.get())


def test_a_second_run_has_nothing_to_do(everything, keys, settings, monkeypatch):
    monkeypatch.setattr(keys_rotate, "BATCH", 2)
    settings.FIELD_KEYS = [keys[1], keys[0]]
    assert rotate()["core.rowkey.wrapped"]["rewrapped"] == 3
    assert rotate()["total"]["rewrapped"] == 0


def test_checking_counts_and_changes_nothing(everything, keys, settings):
    settings.FIELD_KEYS = [keys[1], keys[0]]
    assert rotate("--check")["core.rowkey.wrapped"]["rewrapped"] == 3
    assert rotate("--check")["core.rowkey.wrapped"]["rewrapped"] == 3
    settings.FIELD_KEYS = [keys[0]]
    assert_readable()


def test_a_value_no_key_opens_is_counted_and_the_command_fails(everything, keys, settings):
    settings.FIELD_KEYS = [keys[1]]
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("keys_rotate", stdout=out)
    rows = {row.pop("column"): row for row in map(json.loads, out.getvalue().splitlines())}
    assert rows["core.rowkey.wrapped"] == {"rows": 3, "rewrapped": 0, "unreadable": 3}
    settings.FIELD_KEYS = [keys[0]]
    assert_readable()


def test_a_destroyed_key_stays_destroyed(everything, keys, settings):
    file = File.objects.get()
    type(file.row_key).objects.filter(pk=file.row_key_id).update(wrapped=None)
    settings.FIELD_KEYS = [keys[1], keys[0]]
    assert rotate()["core.rowkey.wrapped"]["rows"] == 2
    file.row_key.refresh_from_db()
    assert file.row_key.wrapped is None
