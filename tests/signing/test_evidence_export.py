"""An auditor gets the bundle of one signature as a file; whoever exports leaves a trace."""

import hashlib
import json
import zipfile
from io import StringIO

from django.core.management import CommandError, call_command
from django.utils import translation

import pytest

from accounts.models import IdentityView
from accounts.selectors import identity_views_of
from ledger.models import Event
from signing.destroying import evidence_destroy
from tests.signing.archive import add, touch

pytestmark = pytest.mark.django_db


def export(row, file, reason="court order 7"):
    out = StringIO()
    call_command("evidence_export", str(row), str(file), reason=reason, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def file(tmp_path):
    return tmp_path / "bundle.zip"


def test_the_file_holds_what_was_signed_and_how(file):
    row = add(blobs={"signature.cms": b"cms"})
    told = export(row.pk, file)
    assert told["row"] == row.pk
    assert told["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    with zipfile.ZipFile(file) as bundle:
        assert bundle.namelist() == ["evidence.json", "payload.json", "signature.cms"]
        assert hashlib.sha256(bundle.read("payload.json")).hexdigest() == row.payload_digest
    assert file.stat().st_mode & 0o077 == 0


def test_each_export_is_an_event_with_its_reason(file):
    row = add()
    export(row.pk, file)
    event = Event.objects.get(verb="evidence.export")
    assert (event.target_id, event.data) == (str(row.pk), {"reason": "court order 7"})


def test_the_person_reads_of_it_and_not_of_the_words(file):
    row = add()
    export(row.pk, file)
    seen = IdentityView.objects.get()
    person = row.signature.payload.owner
    assert (seen.person, seen.what, seen.reader, seen.role) == (person, "evidence", None, "")
    with translation.override("en"):
        (line,) = identity_views_of(person)
        assert (line.by, line.reason) == (
            "Open Dialogue, by a command on the server",
            "proof was asked for",
        )
    assert "court order" not in str(line)


def test_the_same_row_gives_the_same_bytes(tmp_path):
    row = add()
    one, two = (export(row.pk, tmp_path / name)["sha256"] for name in ("1.zip", "2.zip"))
    assert one == two


def test_no_file_is_written_over(file):
    row = add()
    file.write_text("kept")
    with pytest.raises(CommandError, match="File exists"):
        export(row.pk, file)
    assert file.read_text() == "kept"


def test_what_cannot_be_read_is_not_exported(file):
    destroyed, touched = add("appeal:1"), add("appeal:2")
    evidence_destroy(destroyed)
    touch(touched, verdict_code="another")
    for row, said in ((destroyed.pk, "destroyed"), (touched.pk, "not open"), (0, "no row")):
        with pytest.raises(CommandError, match=said):
            export(row, file)
    assert not file.exists()
    assert not Event.objects.filter(verb="evidence.export").exists()
