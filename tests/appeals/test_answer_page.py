"""The page of a prepared answer: what it shows and offers, to whom, and what it refuses."""

from django.urls import reverse

import pytest

from accounts.models import RoleKind
from appeals.models import Answer, PreparedFile
from appeals.services import prepared_of
from appeals.states import State
from tests.appeals import drafts, people
from tests.appeals.drafts import BODY, WORD
from tests.appeals.test_checking import GOOD
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AppealFactory
from tests.factories.signing import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return OfficeFactory().agency


@pytest.fixture
def appeal(agency):
    return AppealFactory(office=agency.offices.first(), in_work=True)


@pytest.fixture
def clerk(agency):
    return people.make_worker(agency)


@pytest.fixture
def desk(client, agency, appeal, clerk):
    """A colleague's browser; the clerk has written the draft."""
    drafts.prepare(appeal, clerk)
    client.force_login(people.make_worker(agency))
    return client


def address(appeal, name="appeals_desk_answer", *args):
    return reverse(name, args=[appeal.number, *args])


def post(client, appeal, verb, **said):
    values = {f"{verb}-{name}": value for name, value in said.items()}
    return client.post(address(appeal), {"verb": verb, **values})


def test_it_shows_the_words_and_what_is_missing(desk, appeal):
    html = desk.get(address(appeal)).content.decode()
    assert BODY in html
    assert 'data-missing="complaint"' in html
    assert "Send it all the same" in html


def test_with_nothing_missing_there_is_no_tick(desk, appeal, clerk):
    drafts.prepare(appeal, clerk, GOOD["ru"], seen=1)
    html = desk.get(address(appeal)).content.decode()
    assert "data-missing" not in html
    assert "Send it all the same" not in html


def test_a_colleague_agrees_there(desk, appeal):
    assert post(desk, appeal, "agree", seen=1).status_code == 302
    appeal.refresh_from_db()
    assert appeal.state == State.AGREED


def test_the_writer_is_not_offered_to_agree_and_is_refused(client, appeal, clerk):
    drafts.prepare(appeal, clerk)
    client.force_login(clerk)
    html = client.get(address(appeal)).content.decode()
    assert 'value="agree"' not in html
    assert 'value="send_back"' not in html
    assert post(client, appeal, "agree", seen=1).status_code == 422
    assert prepared_of(appeal).agreed_by is None


def test_sent_back_the_word_stands_on_the_page(desk, appeal):
    assert post(desk, appeal, "send_back", word=WORD).status_code == 302
    assert WORD in desk.get(address(appeal)).content.decode()


def test_without_a_word_it_is_not_sent_back(desk, appeal):
    answer = post(desk, appeal, "send_back", word=" ")
    assert answer.status_code == 422
    assert "Say what has to be changed." in answer.content.decode()
    appeal.refresh_from_db()
    assert appeal.state == State.DRAFTED


def test_changes_are_marked(desk, appeal, clerk):
    drafts.prepare(appeal, clerk, BODY.replace("скамейку", "лавочку"), seen=1)
    html = desk.get(address(appeal)).content.decode()
    assert "<del>скамейку</del><ins>лавочку</ins>" in html


def test_markup_in_a_draft_is_text(desk, appeal, clerk):
    drafts.prepare(appeal, clerk, f"<script>alert(1)</script> {BODY}", seen=1)
    html = desk.get(address(appeal)).content.decode()
    assert "<script>alert" not in html


def test_delivering_needs_the_tick(desk, appeal):
    refused = post(desk, appeal, "deliver", seen=1)
    assert refused.status_code == 422
    assert BODY in refused.content.decode()
    assert not Answer.objects.exists()
    assert post(desk, appeal, "deliver", seen=1, override="on").status_code == 302
    assert Answer.objects.get().missing


def test_a_page_of_before_delivers_nothing(desk, appeal, clerk):
    drafts.prepare(appeal, clerk, f"{BODY} Ещё.", seen=1)
    assert post(desk, appeal, "deliver", seen=1, override="on").status_code == 422
    assert not Answer.objects.exists()


def test_a_signing_agency_is_offered_no_delivery(client):
    agency = OfficeFactory(agency=AgencyFactory(signing=True)).agency
    appeal = AppealFactory(office=agency.offices.first(), in_work=True)
    drafts.prepare(appeal, people.make_worker(agency))
    client.force_login(people.make_worker(agency))
    html = client.get(address(appeal)).content.decode()
    assert 'value="deliver"' not in html
    assert reverse("appeals_desk_sign", args=[appeal.number]) not in html
    assert post(client, appeal, "deliver", seen=1, override="on").status_code == 422
    assert not Answer.objects.exists()
    client.force_login(people.make_worker(agency, RoleKind.HEAD))
    html = client.get(address(appeal)).content.decode()
    assert reverse("appeals_desk_sign", args=[appeal.number]) in html


def test_files_come_and_go(desk, appeal):
    sent = {"verb": "add_file", "add_file-seen": 1, "add_file-upload": upload(b"words", "a.txt")}
    assert desk.post(address(appeal), sent).status_code == 302
    row = PreparedFile.objects.get()
    file = desk.get(address(appeal, "appeals_desk_answer_file", row.file_id))
    assert file.content == b"words"
    assert file.headers["Content-Disposition"].startswith("attachment")
    gone = {"verb": "remove_file", "remove_file-seen": 2, "file": str(row.file_id)}
    assert desk.post(address(appeal), gone).status_code == 302
    assert not PreparedFile.objects.exists()


def test_a_bad_file_is_told_in_words(desk, appeal):
    sent = {"verb": "add_file", "add_file-seen": 1, "add_file-upload": upload(b"MZ", "a.exe")}
    answer = desk.post(address(appeal), sent)
    assert answer.status_code == 422
    assert "Other kinds are not accepted" in answer.content.decode()


@pytest.mark.parametrize("file", ["", "x", "0a0a0a0a-0000-4000-8000-000000000000"])
def test_taking_out_what_is_not_there_is_a_404(desk, appeal, file):
    sent = {"verb": "remove_file", "remove_file-seen": 1, "file": file}
    assert desk.post(address(appeal), sent).status_code == 404


@pytest.mark.parametrize("verb", ["", "sign", "__class__"])
def test_unknown_verbs_are_a_404(desk, appeal, verb):
    assert desk.post(address(appeal), {"verb": verb}).status_code == 404


def test_strangers_find_nothing(client, appeal, clerk):
    drafts.prepare(appeal, clerk)
    row = drafts.add_file(appeal, clerk)
    client.force_login(people.make_worker(OfficeFactory().agency, RoleKind.HEAD))
    assert client.get(address(appeal)).status_code == 404
    assert post(client, appeal, "agree", seen=2).status_code == 404
    file = address(appeal, "appeals_desk_answer_file", row.file_id)
    assert client.get(file).status_code == 404
    client.force_login(appeal.author)
    assert client.get(address(appeal)).status_code in (302, 403)
    assert client.get(file).status_code in (302, 403)


def test_a_body_it_is_offered_to_reads_no_draft(client, appeal, clerk):
    drafts.prepare(appeal, clerk)
    row = drafts.add_file(appeal, clerk)
    other = AgencyFactory()
    people.hand_over(appeal, clerk, other)
    client.force_login(people.make_worker(other))
    assert client.get(address(appeal)).status_code in (302, 403)
    file = address(appeal, "appeals_desk_answer_file", row.file_id)
    assert client.get(file).status_code == 404


def test_nothing_prepared_leads_back(client, appeal, clerk):
    client.force_login(clerk)
    assert client.get(address(appeal)).headers["Location"] == address(appeal, "appeals_desk_item")
