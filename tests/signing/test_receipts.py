"""Receipts: made with each signature, sealed, and checked with files alone."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from core.errors import Refused
from signing.canonical import canonical
from signing.models import PortalKey, Receipt, Signature, SignatureMethod, SignedPayload
from signing.portal_keys import keyring, portal_key_distrust, portal_key_rotate, seal_with
from signing.receipts.documents import (
    RECEIPT_BYTES,
    SHAPE,
    Unreadable,
    document_read,
    sealed_bytes,
    token_of,
)
from signing.receipts.making import receipt_by_token, receipt_of
from signing.receipts.offline import receipt_decide
from signing.signatures import payload_lock, signature_make
from tests.appeals.signed import make_appeal_payload
from tests.factories.appeals import AppealFactory
from tests.factories.signing import NOTES, make_payload
from tests.signing.archive import add
from tests.signing.receipting import (
    GAPPED,
    REWORDED,
    SUBJECT,
    TEXT,
    document_of,
    file_of,
    published,
    signed,
)

pytestmark = pytest.mark.django_db


def forged(appeal, **changes) -> bytes:
    """Sealed by the portal's own key with other contents."""
    document = {**document_of(appeal), **changes}
    seal = seal_with(PortalKey.objects.get(kid=document["kid"]), sealed_bytes(document))
    return canonical({**document, "signature": seal["signature"]})


# Making.


def test_a_signature_makes_a_receipt_at_once():
    appeal = signed()
    receipt = Receipt.objects.get(signature__payload=appeal.payload)
    document = receipt.read()
    assert document["number"] == appeal.number
    assert document["registered_on"] == appeal.registered_on.isoformat()
    assert document["due_on"] == appeal.due_on.isoformat()
    assert document["object"] == f"office:{appeal.office_id}"
    assert document["addressee"]["kk"] == appeal.office.title_kk
    assert document["method"] == "sms"
    assert document["payload_digest"] == appeal.payload.digest
    assert document["text_root"] == appeal.payload.text_root
    assert document["word_count"] == len(f"{SUBJECT} {TEXT}".split())
    assert document["check_address"].startswith(f"{settings.SITE_URL}/check/")
    assert receipt_decide(file_of(appeal), keyring()).code == "ok"


def test_an_application_signed_before_gets_one_when_asked():
    appeal = AppealFactory()
    assert not Receipt.objects.exists()
    receipt = receipt_of(appeal.payload)
    assert receipt_of(appeal.payload) == receipt
    assert receipt.read()["number"] == appeal.number


def test_what_no_room_gives_receipts_for_has_none():
    row = add()
    assert not Receipt.objects.exists()
    assert receipt_of(row.signature.payload) is None
    with pytest.raises(Signature.DoesNotExist):
        receipt_of(make_payload())


def test_it_holds_no_name_and_no_word():
    appeal = signed()
    said = file_of(appeal).decode()
    for word in (*TEXT.split(), *SUBJECT.split(), "Үлгіева", "Әлия", appeal.author.subject_key):
        assert word not in said or len(word) < 3


def test_the_token_lies_nowhere_in_clear():
    appeal = signed()
    token = token_of(document_of(appeal))
    assert len(token) == 26
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                values = b" ".join(
                    bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    for cell in row
                )
                assert token.encode() not in values, table


def test_each_token_is_its_own():
    tokens = {token_of(document_of(signed())) for _ in range(3)}
    assert len(tokens) == 3
    assert all(receipt_by_token(token) for token in tokens)
    assert receipt_by_token("a" * 26) is None


def test_a_digital_signature_makes_one_too():
    payload = make_appeal_payload()
    with transaction.atomic():
        signature_make(
            payload=payload_lock(payload=payload, owner=payload.owner),
            method=SignatureMethod.EDS,
            evidence={},
            at=timezone.now(),
            signature_sha256="0" * 64,
        )
    assert Receipt.objects.get(signature__payload=payload).read()["method"] == "eds"


def test_a_signature_that_fails_leaves_no_receipt(monkeypatch):
    monkeypatch.setattr(NOTES, "refusal", Refused("no"))
    payload = make_payload()
    with pytest.raises(Refused):
        add(payload=payload)
    assert not Receipt.objects.exists()


def test_no_receipt_is_older_than_its_key(monkeypatch):
    """The demo signs in the past; clocks are set back."""
    before = signed()
    past = timezone.now() - timedelta(days=30)
    monkeypatch.setattr(timezone, "now", lambda: past)
    appeal = AppealFactory(submitted_at=past)
    receipt_of(appeal.payload)
    monkeypatch.undo()
    assert document_of(before)["kid"] == document_of(appeal)["kid"]
    assert receipt_decide(file_of(appeal), keyring()).code == "ok"


# Reading.


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"garbage", "not_json"),
        (b"\x00\x01\xff", "not_json"),
        (b"[" * 8000, "not_json"),
        (b'{"a": NaN}', "not_a_receipt"),
        (b'{"format": "open-dialogue-receipt", "format": "x"}', "not_json"),
        (b"[]", "not_a_receipt"),
        (b"{}", "not_a_receipt"),
        (b"7", "not_a_receipt"),
        (b'{"format": "open-dialogue-receipt", "version": 1}', "not_a_receipt"),
        (b'{"format": "open-dialogue-receipt", "version": 2}', "version_unknown"),
        (b'{"format": "open-dialogue-receipt", "version": true}', "version_unknown"),
        (b" " * (RECEIPT_BYTES + 1), "too_large"),
    ],
)
def test_what_is_no_receipt_is_said_to_be_none(data, code):
    with pytest.raises(Unreadable) as refusal:
        document_read(data)
    assert refusal.value.code == code


BAD_VALUES = [None, 7, 1.5, "", [], {}, True, "\ud800", "x" * 501, 2**60, {"kk": 1}, "2026-13-01"]


@pytest.mark.parametrize("name", sorted(SHAPE))
def test_a_receipt_with_a_wrong_value_is_never_confirmed(name):
    appeal = signed()
    keys, document = keyring(), document_of(appeal)
    for value in BAD_VALUES:
        data = json.dumps({**document, name: value}).encode()
        assert receipt_decide(data, keys).verdict != "valid", value
    left = {key: value for key, value in document.items() if key != name}
    assert receipt_decide(json.dumps(left).encode(), keys).verdict == "unreadable"


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "OD-2026-99999999"},
        {"due_on": "2030-01-01"},
        {"method": "eds"},
        {"word_count": 1},
        {"payload_digest": "0" * 64},
        {"addressee": {"kk": "Басқа"}},
        {"issued_at": "2026-01-01T00:00:00Z"},
        {"signature": "AAAA"},
    ],
)
def test_a_changed_receipt_is_refused(changes):
    decision = receipt_decide(file_of(signed(), **changes), keyring())
    assert (decision.verdict, decision.code) == ("refused", "seal_wrong")
    assert decision.document is None


def test_one_more_key_is_refused():
    assert receipt_decide(file_of(signed(), note="x"), keyring()).code == "not_a_receipt"


def test_how_the_file_is_laid_out_does_not_matter():
    document = document_of(signed())
    keys = keyring()
    for data in (
        json.dumps(document, indent=4),
        json.dumps(dict(reversed(document.items()))),
        "\ufeff" + json.dumps(document, ensure_ascii=False),
    ):
        assert receipt_decide(data.encode(), keys).code == "ok"


def test_a_retired_key_is_good_for_its_time():
    appeal = signed()
    portal_key_rotate()
    decision = receipt_decide(file_of(appeal), keyring())
    assert (decision.verdict, decision.code, decision.is_retired) == ("valid", "ok", True)


def test_a_seal_from_outside_the_keys_time_is_refused():
    appeal = signed()
    late = (timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    data = forged(appeal, issued_at=late)
    assert receipt_decide(data, keyring()).code == "ok"
    portal_key_rotate()
    assert receipt_decide(data, keyring()).code == "key_time"
    early = forged(signed(), issued_at="2020-01-01T00:00:00Z")
    assert receipt_decide(early, keyring()).code == "key_time"


def test_a_key_in_other_hands_proves_nothing():
    appeal = signed()
    portal_key_distrust(kid=document_of(appeal)["kid"])
    assert receipt_decide(file_of(appeal), keyring()).code == "key_compromised"


def test_a_key_of_somebody_else_is_unknown():
    assert receipt_decide(file_of(signed()), {}).code == "key_unknown"


# The command, with files alone.


@pytest.fixture
def files(tmp_path, client):
    """A published application with a telephone number masked: receipt, keys, proof, texts."""
    appeal = published()
    wanted = {
        "receipt": file_of(appeal),
        "keys": client.get("/.well-known/open-dialogue-keys.json").content,
        "proof": client.get(f"/en/applications/{appeal.number}/proof/").content,
        "gapped": f"{SUBJECT}\n\n{GAPPED}".encode(),
        "whole": f"{SUBJECT}\n\n{TEXT}".encode(),
        "other": b"other",
    }
    for name, data in wanted.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def verify(folder: Path, **options: str) -> tuple[dict, int]:
    out = StringIO()
    arguments = [f"--{name}={folder / file}" for name, file in options.items() if name != "receipt"]
    receipt = str(folder / options.get("receipt", "receipt"))
    with CaptureQueriesContext(connection) as queries, pytest.raises(SystemExit) as end:
        call_command("receipt_verify", receipt, *arguments, stdout=out)
    assert not queries.captured_queries or "keys" not in options
    (line,) = out.getvalue().splitlines()
    return json.loads(line), end.value.code


def test_the_command_confirms_a_receipt(files):
    told, code = verify(files, keys="keys")
    assert (told["verdict"], told["code"], told["key"], code) == ("valid", "ok", "current", 0)
    assert told["number"] == json.loads((files / "receipt").read_text())["number"]


def test_the_command_takes_the_keys_of_this_portal_by_itself(files):
    assert verify(files)[0]["code"] == "ok"


@pytest.mark.parametrize(
    ("options", "verdict", "code", "text"),
    [
        ({"proof": "proof"}, "valid", "ok", "proven"),
        ({"proof": "proof", "text": "gapped"}, "valid", "ok", "masked"),
        ({"proof": "proof", "text": "whole"}, "refused", "text_differs", "differs"),
        ({"proof": "proof", "text": "other"}, "refused", "text_differs", "differs"),
        ({"text": "gapped"}, "unreadable", "proof_needed", None),
        ({"proof": "other"}, "unreadable", "not_json", None),
        ({"proof": "receipt"}, "unreadable", "not_a_proof", None),
        ({"proof": "nowhere"}, "unreadable", "no_file", None),
        ({"receipt": "nowhere"}, "unreadable", "no_file", None),
        ({"receipt": "other"}, "unreadable", "not_json", None),
        ({"receipt": "proof"}, "unreadable", "not_a_receipt", None),
        ({"keys": "other"}, "unreadable", "keys_unreadable", None),
        ({"keys": "receipt"}, "unreadable", "keys_unreadable", None),
    ],
)
def test_the_command_answers(files, options, verdict, code, text):
    told, end = verify(files, **{"keys": "keys", **options})
    assert (told["verdict"], told["code"]) == (verdict, code)
    assert end == {"valid": 0, "refused": 1, "unreadable": 2}[verdict]
    assert (told.get("text") or {}).get("result") == text


def test_a_proof_of_another_text_is_refused(files, client):
    other = published()
    path = f"/en/applications/{other.number}/proof/"
    (files / "proof").write_bytes(client.get(path).content)
    assert verify(files, keys="keys", proof="proof")[0]["code"] == "proof_other"


def test_a_changed_proof_is_refused(files):
    proof = json.loads((files / "proof").read_text())
    proof["words"][0]["word"] = "Другая"
    (files / "proof").write_text(json.dumps(proof))
    assert verify(files, keys="keys", proof="proof")[0]["code"] == "proof_wrong"


def test_words_of_the_moderator_are_named(tmp_path, client):
    appeal = published(REWORDED)
    path = f"/en/applications/{appeal.number}/proof/"
    (tmp_path / "proof").write_bytes(client.get(path).content)
    (tmp_path / "receipt").write_bytes(file_of(appeal))
    (tmp_path / "text").write_text(f"{SUBJECT}\n\n{REWORDED}")
    told, code = verify(tmp_path, proof="proof", text="text")
    assert (told["code"], code) == ("text_corrected", 1)
    assert told["text"]["differ"] == ["свяжитесь", "утром."]


def test_the_command_runs_where_there_is_no_database(files):
    """In a process of its own, with a database nobody can reach."""
    environment = {
        **os.environ,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "DJANGO_SETTINGS_MODULE": "cms.settings.development",
    }
    command = [sys.executable, "manage.py", "receipt_verify", str(files / "receipt")]
    done = subprocess.run(
        [*command, "--keys", str(files / "keys"), "--proof", str(files / "proof")],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert json.loads(done.stdout)["code"] == "ok", done.stderr
    assert done.returncode == 0


# The author's pages and files.


def test_the_author_downloads_the_receipt_and_the_whole_proof(client, tmp_path):
    appeal = published()
    client.force_login(appeal.author, "allauth.account.auth_backends.AuthenticationBackend")
    for name in ("file", "proof"):
        answer = client.get(f"/en/applications/{appeal.number}/receipt/{name}/")
        assert "attachment" in answer["Content-Disposition"]
        assert "no-store" in answer["Cache-Control"]
        (tmp_path / name).write_bytes(answer.content)
    (tmp_path / "text").write_text(f"{SUBJECT}\n\n{TEXT}")
    told, code = verify(tmp_path, receipt="file", proof="proof", text="text")
    assert (told["text"]["result"], told["text"]["masked"], code) == ("same", 0, 0)


def test_the_author_sees_the_sheet(client):
    appeal = signed()
    client.force_login(appeal.author, "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/en/applications/{appeal.number}/receipt/").content.decode()
    document = document_of(appeal)
    assert appeal.number in page
    assert document["check_address"] in page
    assert "<svg" in page
    assert document["payload_digest"][:8] in page
    assert "Образцов" not in page


@pytest.mark.parametrize("what", ["", "file/", "proof/"])
@pytest.mark.parametrize("is_public", [True, False])
def test_nobody_else_gets_them(client, what, is_public):
    appeal = published() if is_public else signed()
    path = f"/en/applications/{appeal.number}/receipt/{what}"
    assert client.get(path).status_code == 302
    other = signed().author
    client.force_login(other, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(path).status_code == 404


def test_what_is_not_public_has_no_public_proof(client):
    appeal = signed()
    path = f"/en/applications/{appeal.number}/proof/"
    assert client.get(path).status_code == 404
    client.force_login(appeal.author, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(path).status_code == 404


def test_the_public_proof_withholds_what_was_masked_even_from_its_author(client):
    appeal = published()
    client.force_login(appeal.author, "allauth.account.auth_backends.AuthenticationBackend")
    proof = client.get(f"/en/applications/{appeal.number}/proof/")
    assert b"77011234567" not in proof.content
    closed = [entry for entry in proof.json()["words"] if "leaf" in entry]
    assert [entry.keys() for entry in closed] == [{"leaf", "ground"}]
    assert "salt" not in proof.json()["layout"]


def test_after_the_archives_term_the_receipt_stays_and_the_proof_goes(client):
    appeal = published()
    payload = SignedPayload.objects.select_related("opening__row_key").get(pk=appeal.payload_id)
    row_key = payload.opening.row_key
    row_key.wrapped = None
    row_key.save()
    assert client.get(f"/en/applications/{appeal.number}/proof/").status_code == 404
    assert receipt_decide(file_of(appeal), keyring()).code == "ok"
