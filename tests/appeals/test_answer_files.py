"""Files of a prepared answer: checked as citizens' files, signed and released with the answer."""

import pytest

from accounts.models import RoleKind
from accounts.readers import reader_for
from appeals.models import AnswerFile, PreparedFile
from appeals.projections import detail_of
from appeals.selectors import appeal_get
from appeals.services import prepared_of
from appeals.services.answer_files import prepared_file_of
from appeals.services.comparing import answer_changes
from appeals.states import State
from core.audience import PUBLIC
from core.errors import NotAllowed, Refused
from signing.files import file_open
from signing.limits import FILES_PER_DRAFT
from signing.models import File
from signing.payloads import payload_content, payload_is_sound, payload_opening
from tests.appeals import drafts, people
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AppealFactory
from tests.factories.signing import make_picture

pytestmark = pytest.mark.django_db

PHONE = "Мастер: +7 701 000 00 01."


@pytest.fixture
def agency():
    return OfficeFactory().agency


@pytest.fixture
def clerk(agency):
    return people.make_worker(agency)


@pytest.fixture
def appeal(agency, clerk):
    appeal = AppealFactory(office=agency.offices.first(), in_work=True, published=True)
    drafts.prepare(appeal, clerk)
    return appeal


def shown(appeal, reader=PUBLIC):
    answers = detail_of(appeal_get(appeal.number, reader), reader).answers
    return [file.name for answer in answers for file in answer.files]


def refused(code, call, *args, **said):
    with pytest.raises(Refused) as refusal:
        call(*args, **said)
    assert refusal.value.code == code


def test_a_file_makes_a_new_revision(appeal, clerk):
    row = drafts.add_file(appeal, clerk)
    assert file_open(row.file).decode() == "Смета работ"
    assert prepared_of(appeal).revision == 2
    assert answer_changes(appeal).files_added == ("smeta.txt",)


def test_a_file_takes_the_agreement_back(appeal, clerk, agency):
    drafts.agree(appeal, people.make_worker(agency))
    drafts.add_file(appeal, clerk)
    appeal.refresh_from_db()
    assert appeal.state == State.DRAFTED
    assert prepared_of(appeal).agreed_by is None


def test_pictures_lose_what_the_camera_wrote(appeal, clerk):
    exif = make_picture(exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00Almaty")
    row = drafts.add_file(appeal, clerk, exif, "foto.jpg")
    assert b"Almaty" not in file_open(row.file)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"MZ\x90", "run.exe", "file_kind"),
        (b"<html>", "page.pdf", "file_mismatch"),
        (b"", "empty.txt", "file_empty"),
    ],
)
def test_bad_files_are_refused_and_nothing_changes(appeal, clerk, data, name, code):
    refused(code, drafts.add_file, appeal, clerk, data, name)
    assert prepared_of(appeal).revision == 1
    assert not File.objects.exists()


def test_twins_and_too_many_are_refused(appeal, clerk):
    drafts.add_file(appeal, clerk)
    refused("file_twin", drafts.add_file, appeal, clerk, name="copy.txt", seen=2)
    for number in range(2, FILES_PER_DRAFT + 1):
        drafts.add_file(appeal, clerk, f"Лист {number}".encode(), seen=number)
    refused("file_count", drafts.add_file, appeal, clerk, b"more", seen=FILES_PER_DRAFT + 1)
    assert PreparedFile.objects.count() == FILES_PER_DRAFT


def test_files_come_after_words(agency, clerk):
    bare = AppealFactory(office=agency.offices.first(), in_work=True)
    refused("not_prepared", drafts.add_file, bare, clerk, seen=0)


def test_a_page_of_before_changes_no_files(appeal, clerk):
    row = drafts.add_file(appeal, clerk)
    refused("changed", drafts.add_file, appeal, clerk, b"other", seen=1)
    refused("changed", drafts.remove_file, appeal, clerk, row.file_id, seen=1)
    drafts.remove_file(appeal, clerk, row.file_id)
    assert not File.objects.exists()


def test_the_files_of_others_stay(appeal, clerk, agency):
    row = drafts.add_file(appeal, clerk)
    other = AppealFactory(office=agency.offices.first(), in_work=True)
    drafts.prepare(other, clerk)
    with pytest.raises(LookupError):
        drafts.remove_file(other, clerk, row.file_id, seen=1)
    with pytest.raises(LookupError):
        prepared_file_of(other, row.file_id)
    for stranger in (people.make_worker(AgencyFactory()), appeal.author, people.make_moderator()):
        with pytest.raises(NotAllowed):
            drafts.remove_file(appeal, stranger, row.file_id)
        with pytest.raises(NotAllowed):
            drafts.add_file(appeal, stranger, b"other", seen=2)
    assert prepared_file_of(appeal, row.file_id) == row.file


def test_a_citizen_s_file_is_not_taken_out_here(appeal, clerk):
    from tests.appeals.files import add_file

    file = add_file(appeal)
    with pytest.raises(LookupError):
        drafts.remove_file(appeal, clerk, file.pk, seen=1)
    assert File.objects.filter(pk=file.pk).exists()


def test_they_go_when_another_agency_begins_anew(appeal, clerk):
    drafts.add_file(appeal, clerk)
    other = OfficeFactory().agency
    taker = people.make_worker(other)
    people.accept(people.hand_over(appeal, clerk, other), taker)
    appeal.refresh_from_db()
    with pytest.raises(LookupError):
        prepared_file_of(appeal, PreparedFile.objects.get().file_id)
    drafts.prepare(appeal, taker)
    assert not File.objects.exists()


# Delivered.


def test_delivered_they_are_public_with_a_public_answer(appeal, clerk):
    drafts.add_file(appeal, clerk)
    drafts.add_file(appeal, clerk, b"pass 77", "pass.txt", seen=2, is_private=True)
    drafts.send(appeal, clerk, seen=3)
    assert shown(appeal) == ["smeta.txt"]
    assert shown(appeal, reader_for(appeal.author)) == ["smeta.txt", "pass.txt"]
    assert not PreparedFile.objects.exists()


def test_of_an_answer_that_waits_a_moderator_releases_them_by_name(appeal, clerk):
    drafts.prepare(appeal, clerk, f"{drafts.BODY} {PHONE}", seen=1)
    first = drafts.add_file(appeal, clerk, seen=2).file
    drafts.add_file(appeal, clerk, b"second", "second.txt", seen=3)
    secret = drafts.add_file(appeal, clerk, b"pass", "pass.txt", seen=4, is_private=True).file
    answer = drafts.send(appeal, clerk, seen=5)
    assert shown(appeal) == []
    moderator = people.make_moderator()
    refused("file", people.approve, answer, moderator, kind="answer", release=[str(secret.pk)])
    people.approve(answer, moderator, kind="answer", release=[str(first.pk)])
    assert shown(appeal) == ["smeta.txt"]


def test_of_a_private_application_they_are_the_author_s(agency, clerk):
    appeal = AppealFactory(office=agency.offices.first(), in_work=True, private=True)
    drafts.prepare(appeal, clerk)
    drafts.add_file(appeal, clerk)
    drafts.send(appeal, clerk, seen=2)
    assert AnswerFile.objects.get().file.released_at is None
    assert shown(appeal, reader_for(appeal.author)) == ["smeta.txt"]


# Signed.


@pytest.fixture
def signing():
    return OfficeFactory(agency=AgencyFactory(signing=True)).agency


def test_the_signed_bytes_name_the_files(signing):
    appeal = AppealFactory(office=signing.offices.first(), in_work=True)
    clerk, head = people.make_worker(signing), people.make_worker(signing, RoleKind.HEAD)
    drafts.prepare(appeal, clerk)
    file = drafts.add_file(appeal, clerk).file
    hidden = drafts.add_file(appeal, clerk, b"pass", "pass.txt", seen=2, is_private=True).file
    payload = drafts.payload_of(appeal, head)
    named = payload_content(payload)["files"]
    assert [row["sha256"] for row in named] == [file.sha256, hidden.sha256]
    assert payload_opening(payload)["fields"]["private_files"] == [str(hidden.pk)]
    assert payload_is_sound(payload)
    drafts.remove_file(appeal, clerk, hidden.pk, seen=3)
    anew = drafts.payload_of(appeal, head)
    assert anew != payload
    assert len(payload_content(anew)["files"]) == 1
