"""My data: what is kept, taking all of it away, asking for erasure, blocking, correction."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from wagtail.users.models import UserProfile

import pytest

from accounts.access.letters import Letter
from accounts.access.wanted import Wanted
from accounts.models import AccessRequest, ArchiveDuty, DataRequest, RoleKind, User
from accounts.readers import reader_for
from accounts.services import access_request_send, data_request_send
from appeals.models import Rating
from core.errors import NotAllowed, Refused
from core.models import RowKey
from core.registry import Personal, adapters
from home.account.deciding import request_decide
from home.account.takeaway import DOWNLOADS_A_DAY, _value, readme, takeaway_make
from ledger.models import Event
from notifications.models import Notice
from signing.drafts import draft_open, draft_save
from signing.files import file_take
from signing.models import Receipt, Signature
from tests.conferences.desk import in_english  # noqa: F401
from tests.factories.agencies import AgencyFactory
from tests.factories.appeals import AppealFactory
from tests.factories.conferences import QuestionFactory
from tests.factories.notifications import (
    DeliveryFactory,
    NoticeFactory,
    SubscriptionFactory,
    make_reader,
)
from tests.factories.people import PDF, bin_number, make_citizen, make_operator, make_staff
from tests.factories.signing import make_draft, make_payload, upload

pytestmark = pytest.mark.django_db
PAGE, DOWNLOAD = "/en/account/data/", "/en/account/data/download/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def taken(client: Client) -> zipfile.ZipFile:
    answer = client.post(DOWNLOAD)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def data_of(client: Client) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(taken(client).read("data.json"))
    return data


def test_each_room_says_what_it_keeps() -> None:
    assert set(adapters(Personal)) == {
        "accounts",
        "appeals",
        "conferences",
        "moderation",
        "notifications",
        "signing",
        "surveys",
    }


def test_whoever_has_done_nothing_gets_it_too() -> None:
    user = make_citizen(phone="+77990000555")
    data = data_of(signed_in(user))
    assert data["accounts"]["from_egov"]["phone"] == "+77990000555"
    assert data["accounts"]["from_egov"]["iin"] == user.vault.iin
    assert data["appeals"] == {"applications": []}
    assert data["surveys"] == {"took_part_in_open_surveys": [], "begun": []}


def test_everything_of_mine_and_nothing_of_others() -> None:
    user, other = make_reader(email="mine@example.kz"), make_reader(email="other@example.kz")
    for person in (user, other):
        AppealFactory(author=person)
        QuestionFactory(author=person)
        SubscriptionFactory(user=person)
    data = data_of(signed_in(user))
    text = json.dumps(data, ensure_ascii=False)
    assert len(data["appeals"]["applications"]) == 1
    assert data["appeals"]["applications"][0]["text"]
    assert len(data["conferences"]["questions"]) == 1
    assert len(data["notifications"]["follows"]) == 1
    assert "mine@example.kz" in text
    assert "other@example.kz" not in text
    assert str(other.vault.iin) not in text


def test_files_come_along_in_the_clear() -> None:
    user = make_citizen()
    draft = draft_open(owner=user, purpose="appeal", object_key="office")
    draft_save(draft=draft, owner=user, values={"text": "Менің сөзім"}, step="question")
    file_take(owner=user, draft=draft, upload=SimpleUploadedFile("хат.pdf", PDF))
    archive = taken(signed_in(user))
    names = [name for name in archive.namelist() if name.startswith("files/drafts/")]
    assert len(names) == 1
    assert archive.read(names[0]).startswith(b"%PDF")
    data = json.loads(archive.read("data.json"))
    assert data["signing"]["drafts"][0]["words"]["text"] == "Менің сөзім"


def test_destroyed_files_are_named_with_the_reason() -> None:
    user = make_citizen()
    draft = make_draft(owner=user)
    kept = file_take(owner=user, draft=draft, upload=upload(b"One.", "one.txt"))
    gone = file_take(owner=user, draft=draft, upload=upload(b"Two.", "two.txt"))
    RowKey.objects.filter(pk=gone.row_key_id).update(wrapped=None)
    archive = taken(signed_in(user))
    data = json.loads(archive.read("data.json"))
    missing = f"files/drafts/{draft.pk}/2-two.txt"
    assert [(row["path"], row["reason"]) for row in data["files_missing"]] == [
        (missing, "key_destroyed")
    ]
    assert "key was destroyed" in data["files_missing"][0]["words"]
    assert archive.read(f"files/drafts/{draft.pk}/1-{kept.name}") == b"One."
    assert missing not in archive.namelist()


def test_text_whose_key_was_destroyed_says_so() -> None:
    user = make_citizen()
    gone, kept = AppealFactory(author=user, answered=True), AppealFactory(author=user)
    blobs = [gone.original, *[answer.original for answer in gone.answers.all()]]
    RowKey.objects.filter(pk__in=[blob.row_key_id for blob in blobs]).update(wrapped=None)
    first, second = data_of(signed_in(user))["appeals"]["applications"]
    assert (first["number"], first["text"], first["missing"]) == (gone.number, "", "key_destroyed")
    assert first["answers"][0]["missing"] == "key_destroyed"
    assert (second["number"], second["missing"]) == (kept.number, None)
    assert second["text"]


def test_readme_names_every_key_in_the_reader_s_language() -> None:
    client = signed_in(make_citizen())
    archive = taken(client)
    words = archive.read("README.txt").decode()
    data = json.loads(archive.read("data.json"))
    assert data["format"] == 2
    for room in adapters(Personal):
        assert f"\n{room}: " in words
        for key in data[room]:
            assert f"- {key}: " in words, (room, key)
    for key in set(data) - set(adapters(Personal)):
        assert f"- {key}: " in words
    with translation.override("kk"):
        assert ArchiveDuty.current().localized("text").split()[0] in readme()


def test_docs_name_every_key() -> None:
    words = (settings.BASE_DIR / "docs" / "my-data.md").read_text()
    for room, adapter in adapters(Personal).items():
        assert f"`{room}`" in words
        for key in adapter.meanings:
            assert f"`{key}`" in words, (room, key)


def test_what_was_missing_before_is_in() -> None:
    user, other = make_reader(email="mine@example.kz"), make_citizen()
    appeal = AppealFactory(author=user, answered=True)
    Rating.objects.create(appeal=appeal, value="partly", comment="Не всё.", at=appeal.submitted_at)
    operator = make_operator()
    decided = send(user, "correct", "Түзетіңіз")
    said = {"answer": "It is corrected.", "actor": operator, "reader": reader_for(operator)}
    request_decide(request_id=decided.pk, done=True, **said)
    notice = NoticeFactory(user=user)
    DeliveryFactory(notice=notice, state="dropped", reason="stopped")
    about_me, about_other = letter_about(user), letter_about(other)
    about_other.filed_by = user
    about_other.save()
    data = data_of(signed_in(user))
    assert data["appeals"]["applications"][0]["rating"]["words"] == "Не всё."
    assert data["accounts"]["requests"][0]["answer"] == "It is corrected."
    sent = [one for row in data["notifications"]["notices"] for one in row["sent"]]
    assert ("dropped", "stopped") in {(one["state"], one["why"]) for one in sent}
    letters = {row["letter"]: row for row in data["accounts"]["access_requests"]}
    assert letters[about_me.letter_number]["about_you"]["iin"] == user.vault.iin
    assert letters[about_other.letter_number]["about_you"] is None
    assert letters[about_other.letter_number]["filed_by_you"]
    assert str(other.vault.iin) not in json.dumps(data)
    assert {"devices", "opened_by", "roles"} <= set(data["accounts"])
    assert data["accounts"]["devices"]


def test_receipts_come_as_they_were_sealed() -> None:
    payload = make_payload()
    signature = Signature.objects.create(payload=payload, method="sms", signed_at=timezone.now())
    document = {"format": "open-dialogue-receipt", "seal": "Құпия"}
    Receipt.objects.create(
        signature=signature,
        token_hash="0" * 64,
        document=json.dumps(document, ensure_ascii=False),
        issued_at=timezone.now(),
    )
    data = data_of(signed_in(payload.owner))
    assert data["signing"]["receipts"] == [document]
    assert [row["version"] for row in data["signing"]["terms"]]


def test_rows_are_written_one_by_one() -> None:
    user = make_citizen()
    AppealFactory.create_batch(3, author=user)
    records = adapters(Personal)["appeals"].records(user)
    assert isinstance(records["applications"], Iterator)
    pieces = list(_value(records["applications"]))
    assert len(pieces) == 5  # bracket, three rows, bracket
    assert [len(json.loads("".join(pieces))), pieces[0], pieces[-1]] == [3, "[", "]"]


def peak_of(user: User) -> int:
    """The most memory the download took, in bytes."""
    tracemalloc.start()
    try:
        takeaway_make(user).close()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_rows() -> None:
    user = make_citizen()
    takeaway_make(user)  # what is loaded once
    few = peak_of(user)
    said = {"user": user, "kind": "appeal.taken", "data": {"number": "OD-2026-00000001"}}
    Notice.objects.bulk_create((Notice(**said) for _ in range(5000)), batch_size=500)
    assert peak_of(user) < few + 1_500_000  # gathered they took 7 MB


def test_download_is_noted_and_not_endless() -> None:
    client = signed_in(make_citizen())
    for _ in range(DOWNLOADS_A_DAY):
        taken(client)
    assert client.post(DOWNLOAD).status_code == 302
    assert Event.objects.filter(verb="data.download").count() == DOWNLOADS_A_DAY


def test_download_needs_a_post_and_a_person() -> None:
    assert signed_in(make_citizen()).get(DOWNLOAD).status_code == 405
    for answer in (Client().get(PAGE), Client().post(DOWNLOAD)):
        assert "/accounts/egov/login/" in answer["Location"]


def test_page_shows_no_iin_and_no_phone() -> None:
    user = make_citizen(phone="+77990000555")
    page = signed_in(user).get(PAGE).content.decode()
    assert str(user.vault.iin) not in page
    assert "+77990000555" not in page
    assert "ballots lead to nobody" in page


# Requests


def send(user: User, kind: str = "erase", words: str = "") -> DataRequest:
    return data_request_send(user=user, kind=kind, words=words)


def letter_about(user: User) -> AccessRequest:
    said = {
        "agency": None,
        "agency_name": "Үлгі министрлігі",
        "agency_bin": bin_number(),
        "full_name": "Үлгіева Әлия Сынаққызы",
        "iin": user.vault.iin,
        "email": "aliya@ulgi.example",
        "phone": "+77010000000",
        "letter_number": f"12-{user.pk.hex[:8]}",
        "letter_date": timezone.localdate(),
    }
    scan = Letter(data=PDF, content_type="application/pdf")
    return access_request_send(wanted=Wanted(**said), letter=scan, language="kk")


def test_request_is_sent_once_and_answered() -> None:
    user, operator = make_citizen(), make_operator()
    client = signed_in(user)
    assert client.post(PAGE, {"kind": "erase", "words": "Жойыңыз"}).status_code == 302
    answer = client.post(PAGE, {"kind": "erase", "words": "Again"})
    assert answer.status_code == 422
    assert "You have asked for this already." in answer.content.decode()
    assert "Again" in answer.content.decode()
    row = DataRequest.objects.get()
    desk = signed_in(operator)
    UserProfile.objects.create(user=operator, preferred_language="en")
    assert "Erase my data" in desk.get("/cms/data-requests/").content.decode()
    address = f"/cms/data-requests/{row.pk}/"
    assert "Жойыңыз" in desk.get(address).content.decode()
    assert desk.post(address, {"decision": "done", "answer": "short"}).status_code == 422
    assert desk.post(address, {"decision": "done", "answer": "Drafts are gone."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("done", operator)
    assert client.get(PAGE).status_code == 302  # signed out everywhere
    assert "Drafts are gone." in signed_in(user).get(PAGE).content.decode()
    notice = Notice.objects.get(user=user)
    assert (notice.kind, notice.data) == ("account.request_decided", {})
    assert send(user).state == "open"  # one may ask anew


@pytest.mark.parametrize(
    ("kind", "words", "code"),
    [("", "", "kind"), ("sell", "", "kind"), ("erase", "x" * 2001, "too_long")],
)
def test_requests_that_make_no_sense(kind: str, words: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        send(make_citizen(), kind, words)
    assert refused.value.code == code
    assert not DataRequest.objects.exists()


def test_decision_stands() -> None:
    operator = make_operator()
    row = send(make_citizen())
    said = {"answer": "It can't be done.", "actor": operator, "reader": reader_for(operator)}
    request_decide(request_id=row.pk, done=False, **said)
    with pytest.raises(Refused) as refused:
        request_decide(request_id=row.pk, done=True, **said)
    assert refused.value.code == "decided"
    row.refresh_from_db()
    assert row.state == "refused"


PORTAL, OF_AGENCY = [RoleKind.MODERATOR, RoleKind.AUDITOR], [RoleKind.CLERK, RoleKind.HEAD]


@pytest.mark.parametrize("kind", [*PORTAL, *OF_AGENCY])
def test_nobody_else_reads_or_decides(kind: str) -> None:
    person = make_staff(kind, AgencyFactory() if kind in OF_AGENCY else None)
    row = send(make_citizen(), words="Secret words")
    with pytest.raises(NotAllowed):
        request_decide(
            request_id=row.pk, done=True, answer="x" * 20, actor=person, reader=reader_for(person)
        )
    client = signed_in(person)
    for address in ("/cms/data-requests/", f"/cms/data-requests/{row.pk}/"):
        assert client.get(address).status_code in (302, 403, 404)
    row.refresh_from_db()
    assert row.state == "open"


def test_words_lie_encrypted_and_in_no_event() -> None:
    row = send(make_citizen(), words="Secret words")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM accounts_datarequest")
        raw = cursor.fetchone()[0]
    assert b"Secret" not in bytes(raw)
    assert "Secret" not in str(Event.objects.values_list("data", flat=True))
    assert row.words == "Secret words"


def test_nobody_decides_about_themself() -> None:
    operator = make_operator()
    row = send(operator)
    said = {"decision": "done", "answer": "Everything of mine is gone."}
    assert signed_in(operator).post(f"/cms/data-requests/{row.pk}/", said).status_code in (403, 422)
    row.refresh_from_db()
    assert row.state == DataRequest.State.OPEN
