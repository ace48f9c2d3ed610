"""Files: what is taken, what is refused and in which words, how they are kept and handed out."""

import contextlib
import io
import zipfile
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.envelope import KeyDestroyed
from core.errors import Refused
from core.models import RowKey
from signing import files as files_module
from signing.files import (
    file_list,
    file_open,
    file_remove,
    file_response,
    file_take,
    safe_name,
)
from signing.filetypes import ODT_MARK, kind_of
from signing.limits import FILE_BYTES
from signing.models import Draft, File
from signing.pictures import picture_clean
from signing.uploads import OversizedFile
from tests.factories.signing import make_draft, make_person, make_picture, upload

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
EXE = b"MZ\x90\x00" + bytes(200)


def office(*names, content=b"<x/>"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


def odt():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", ODT_MARK.removeprefix(b"mimetype"))
        archive.writestr("content.xml", "<x/>")
    return out.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")
XLSX = office("[Content_Types].xml", "xl/workbook.xml")


def take(data, name, draft=None):
    draft = draft or make_draft()
    return file_take(owner=draft.owner, draft=draft, upload=upload(data, name))


def refusal(data, name, draft=None):
    with translation.override("en"), pytest.raises(Refused) as refused:
        take(data, name, draft)
    return refused.value.code, str(refused.value.message)


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (make_picture(), "a.jpg", "image/jpeg"),
        (make_picture(), "A.JPEG", "image/jpeg"),
        (make_picture("PNG"), "a.png", "image/png"),
        (make_picture("WEBP"), "a.webp", "image/webp"),
        (DOCX, "a.docx", files_module.EXTENSIONS["docx"].content_type),
        (XLSX, "a.xlsx", files_module.EXTENSIONS["xlsx"].content_type),
        (odt(), "a.odt", "application/vnd.oasis.opendocument.text"),
        ("Сәлем\n".encode(), "a.txt", "text/plain; charset=utf-8"),
    ],
)
def test_what_citizens_send_is_taken(data, name, content_type):
    file = take(data, name)
    assert file.content_type == content_type
    assert file.size == len(file_open(file))
    assert file.released_at is None


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (EXE, "letter.pdf", "The file says .pdf but it is a program."),
        (b"\x7fELF" + bytes(80), "a.png", "The file says .png but it is a program."),
        (b"#!/bin/sh\nrm -rf /\n", "a.txt", "The file says .txt but it is a program."),
        (PDF, "a.docx", "The file says .docx but it is a PDF document."),
        (make_picture(), "a.png", "The file says .png but it is a JPEG picture."),
        (b"<html><script>x</script></html>", "a.txt", "The file says .txt but it is a web page."),
        (b"<svg xmlns='x'/>", "a.png", "The file says .png but it is a web page."),
        (office("a.txt"), "a.docx", "The file says .docx but it is an archive."),
        (XLSX, "a.docx", "The file says .docx but it is an Excel table."),
        (make_picture("GIF"), "a.jpg", "The file says .jpg but it is another kind of picture."),
        (b"\xff\x00\xff" * 40, "a.txt", "The file says .txt but it is something else."),
        (b"text\x00text", "a.txt", "The file says .txt but it is something else."),
    ],
)
def test_a_file_that_lies_about_its_type_is_told_so(data, name, words):
    assert refusal(data, name) == ("file_mismatch", words)
    assert not File.objects.exists()


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.zip", "a", "pdf", "a.pdf.exe"])
def test_other_extensions_are_refused_with_the_list_of_good_ones(name):
    code, words = refusal(PDF, name)
    assert code == "file_kind"
    assert "PDF, JPG" in words


def test_an_empty_file_is_refused():
    assert refusal(b"", "a.txt")[0] == "file_empty"


def test_too_large_a_file_is_refused_before_it_is_read():
    draft = make_draft()
    big = OversizedFile(name="a.txt", size=FILE_BYTES + 1, content_type=None, field="file")
    with translation.override("en"), pytest.raises(Refused) as refused:
        file_take(owner=draft.owner, draft=draft, upload=big)
    assert str(refused.value.message) == "This file is larger than 10 MB."


def test_five_files_at_most():
    draft = make_draft()
    for number in range(5):
        take(b"text %d" % number, "a.txt", draft)
    assert refusal(b"text six", "a.txt", draft)[0] == "file_count"
    assert len(file_list(draft)) == 5


def test_all_files_together_are_limited():
    draft = make_draft()
    for number in range(3):
        file = take(PDF + b"%d" % number, "a.pdf", draft)
        File.objects.filter(pk=file.pk).update(size=8 * 1024 * 1024)
    code, words = refusal(PDF + bytes(2 * 1024 * 1024), "a.pdf", draft)
    assert (code, words) == ("files_too_large", "All files together are larger than 25 MB.")


def test_the_same_file_twice_is_kept_once():
    draft = make_draft()
    assert take(PDF, "a.pdf", draft) == take(PDF, "again.pdf", draft)
    assert len(file_list(draft)) == 1


def test_pictures_lose_their_metadata_and_stand_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "canary camera"
    exif.get_ifd(0x8825)[1] = "N"
    data = make_picture(size=(40, 20), exif=exif, comment=b"canary comment")
    assert b"canary" in data
    stored = file_open(take(data, "a.jpg"))
    with Image.open(io.BytesIO(stored)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()
    assert b"canary" not in stored


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_pictures_lose_their_metadata_too(kind):
    exif = Image.Exif()
    exif[0x010F] = "canary camera"
    options = {"exif": exif, "icc_profile": b"canary profile"}
    data = make_picture(kind, **options)
    assert b"canary" in data
    stored = file_open(take(data, f"a.{kind.lower()}"))
    assert b"canary" not in stored
    with Image.open(io.BytesIO(stored)) as picture:
        assert not picture.getexif()
        assert picture.info.keys() <= {"loop", "background", "timestamp", "duration"}


def test_a_picture_with_too_many_points_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr("signing.pictures.PICTURE_PIXELS", 799)
    assert refusal(make_picture("PNG"), "a.png")[0] == "file_pixels"
    monkeypatch.setattr("signing.pictures.PICTURE_PIXELS", 800)
    assert take(make_picture("PNG"), "a.png").size


def test_a_picture_bomb_of_pillow_is_refused(monkeypatch):
    monkeypatch.setattr("PIL.Image.MAX_IMAGE_PIXELS", 10)
    assert refusal(make_picture("PNG"), "a.png")[0] == "file_pixels"


@given(st.integers(30, 400), st.binary(max_size=40))
def test_a_broken_picture_is_a_refusal_never_a_crash(at, junk):
    data = make_picture("PNG", size=(60, 60))
    broken = data[:at] + junk
    with contextlib.suppress(Refused):
        assert picture_clean(broken, "PNG")


def test_a_truncated_picture_is_refused():
    data = make_picture(size=(300, 300))
    assert refusal(data[: len(data) // 2], "a.jpg")[0] == "file_damaged"


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/activeX/activeX1.bin"])
def test_a_document_with_a_program_inside_is_refused(name):
    data = office("[Content_Types].xml", "word/document.xml", name)
    assert refusal(data, "a.docx")[0] == "file_macro"


def test_a_zip_bomb_is_refused_by_its_table():
    data = office("[Content_Types].xml", "word/document.xml", content=bytes(130 * 1024 * 1024))
    assert len(data) < FILE_BYTES
    assert refusal(data, "a.docx")[0] == "file_bomb"


def test_a_broken_zip_is_refused():
    assert refusal(DOCX[:60], "a.docx")[0] == "file_mismatch"


@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind_or_none(data):
    for start in (b"", b"PK\x03\x04", b"%PDF-", b"RIFF", b"\xff\xd8\xff"):
        kind_of(start + data)


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\хат.PDF", "хат.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("zero\u200bwidth\x07.txt", "zerowidth.txt"),
        ('a"b;c<d>.txt', "a b c d.txt"),
        ("  many   spaces .txt", "many spaces.txt"),
        ("", "file"),
        (".txt", "file.txt"),
        ("..", "file"),
        ("a\r\nSet-Cookie: x.txt", "a Set-Cookie x.txt"),
    ],
)
def test_names_are_made_safe(typed, safe):
    assert safe_name(typed) == safe


@given(st.text(max_size=300))
def test_any_name_becomes_short_and_plain(name):
    made = safe_name(name)
    assert made
    assert len(made) <= 80
    assert not set(made) & set('/\\\x00\n\r"<>:|?*%;')
    assert safe_name(made) == made


def test_long_names_keep_their_extension():
    assert safe_name("ә" * 300 + ".docx") == "ә" * 75 + ".docx"


def test_on_disk_there_are_only_sealed_bytes():
    file = take(b"canary words", "canary.txt")
    stored = Path(settings.PRIVATE_DIR) / file.stored_as
    assert b"canary" not in stored.read_bytes()
    assert "canary" not in str(stored)
    assert stored.stat().st_mode & 0o077 == 0
    assert file_open(file) == b"canary words"


def test_a_file_whose_key_was_destroyed_stays_closed():
    file = take(PDF, "a.pdf")
    RowKey.objects.filter(pk=file.row_key_id).update(wrapped=None)
    with pytest.raises(KeyDestroyed):
        file_open(File.objects.get(pk=file.pk))


def test_a_file_is_always_an_attachment_that_nothing_runs():
    response = file_response(take(b"text", "хат \u202e.txt"))
    assert response["Content-Disposition"].startswith("attachment;")
    assert "%D1%85%D0%B0%D1%82.txt" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
    assert response.content == b"text"


def test_the_name_can_not_break_out_of_the_header():
    response = file_response(take(b"text", 'a"; filename="b.exe\r\nX: y.txt'))
    assert "\n" not in response["Content-Disposition"]
    assert response["Content-Disposition"] == 'attachment; filename="a filename= b.exe X y.txt"'


def test_taking_and_removing_change_the_revision(django_capture_on_commit_callbacks):
    draft = make_draft()
    file = take(PDF, "a.pdf", draft)
    with django_capture_on_commit_callbacks(execute=True):
        file_remove(owner=draft.owner, file=file)
    draft.refresh_from_db()
    assert draft.revision == 3
    assert not File.objects.exists()
    assert not RowKey.objects.filter(pk=file.row_key_id).exists()
    assert not (Path(settings.PRIVATE_DIR) / file.stored_as).exists()


def test_another_person_can_neither_add_nor_remove():
    draft, other = make_draft(), make_person()
    file = take(PDF, "a.pdf", draft)
    with pytest.raises(LookupError):
        file_remove(owner=other, file=file)
    with pytest.raises(LookupError):
        file_take(owner=other, draft=draft, upload=upload(PDF, "b.pdf"))
    assert file_list(draft) == [file]


def test_a_sent_draft_keeps_its_files():
    draft = make_draft()
    file = take(PDF, "a.pdf", draft)
    Draft.objects.update(sent_at=timezone.now())
    with pytest.raises(Refused):
        file_remove(owner=draft.owner, file=file)
    assert refusal(PDF, "b.pdf", draft)[0] == "draft_sent"
    assert file_list(draft) == [file]
