"""Answers with the head's digital signature: from the desk to the author and the public."""

import re
from typing import Any

from django.urls import reverse

import pytest

from accounts.models import RoleKind
from accounts.readers import reader_for
from appeals.models import Answer, PreparedAnswer
from appeals.services import answer_prepare, appeal_unpublish
from appeals.states import State
from core.errors import Refused
from ledger.models import Event
from signing.canonical import canonical
from signing.models import Evidence, PendingSignature, Signature, SignedPayload
from signing.payloads import payload_bytes, payload_content, payload_opening
from signing.portal_keys import seal_verify
from signing.rechecking import pendings_check
from tests.appeals import drafts, people
from tests.appeals.test_checking import GOOD
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AppealFactory
from tests.factories.eds import service_running

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "Здравствуйте! Остановку отремонтировали, скамейку поставили."
PRIVATE = "Ваш пропуск готов, кабинет 5."
# These short answers lack much; the head sends them all the same.
TICK = {"override": "yes"}


@pytest.fixture
def nca(settings: Any, tmp_path: Any) -> Any:
    with service_running(tmp_path) as service:
        settings.EDS_ANCHORS_DIR, settings.EDS_OCSP_URL = str(tmp_path), service.url
        yield service


@pytest.fixture
def agency():
    return OfficeFactory(agency=AgencyFactory(signing=True)).agency


@pytest.fixture
def head(agency):
    return people.make_worker(agency, RoleKind.HEAD)


@pytest.fixture
def appeal(agency):
    return AppealFactory(office=agency.offices.first(), in_work=True)


@pytest.fixture
def desk(client, head):
    client.force_login(head)
    return client


def prepare(appeal, body=BODY, seen=0):
    clerk = people.make_worker(appeal.agency)
    answer_prepare(
        appeal_id=appeal.pk,
        actor=clerk,
        reader=reader_for(clerk),
        body=body,
        private=PRIVATE,
        seen=seen,
    )


def sign_page(appeal) -> str:
    return reverse("appeals_desk_sign", args=[appeal.number])


def shown(client, appeal) -> SignedPayload:
    """What the page offers to sign."""
    page = client.get(sign_page(appeal))
    assert page.status_code == 200
    found = re.search(r'name="payload" value="([0-9a-f-]{36})"', page.content.decode())
    return SignedPayload.objects.get(pk=found[1])


def key_of(nca, head, agency, **changes):
    return nca.authority.employee(
        **{"iin": str(head.vault.iin), "bin": agency.bin, "role": "head", **changes}
    )


def post(client, appeal, payload, blob: bytes, **said):
    return client.post(
        sign_page(appeal),
        {"payload": str(payload.pk), "signature": blob.decode(), **TICK, **said},
        follow=True,
    )


def signed_by(nca, payload, leaf) -> bytes:
    return nca.authority.sign(leaf, payload_bytes(payload), pem=True)


def nothing_left(appeal) -> None:
    appeal.refresh_from_db()
    assert appeal.state == State.DRAFTED
    assert not Answer.objects.exists()
    assert not Signature.objects.filter(method="eds").exists()
    assert PreparedAnswer.objects.exists()


def test_the_head_signs_and_the_answer_is_delivered(desk, nca, appeal, head, agency):
    prepare(appeal)
    payload = shown(desk, appeal)
    page = post(desk, appeal, payload, signed_by(nca, payload, key_of(nca, head, agency)))
    assert page.redirect_chain[-1][0] == reverse("appeals_desk_item", args=[appeal.number])
    answer = Answer.objects.get()
    assert answer.written_by == head
    assert answer.signature.payload == payload
    assert answer.signature.certificate["bin"] == agency.bin
    assert answer.signature.certificate["serial"]
    assert str(head.vault.iin) not in str(answer.signature.certificate)
    assert Evidence.objects.get().signature == answer.signature
    assert not PreparedAnswer.objects.exists()
    appeal.refresh_from_db()
    assert appeal.state == State.ANSWERED


def test_what_is_shown_is_what_is_signed(desk, appeal):
    prepare(appeal)
    page = desk.get(sign_page(appeal)).content.decode()
    assert BODY in page
    assert PRIVATE in page
    assert "ws" in desk.get(sign_page(appeal)).headers["Content-Security-Policy"]


def test_the_same_page_again_offers_the_same_bytes(desk, appeal):
    prepare(appeal)
    assert shown(desk, appeal) == shown(desk, appeal)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bin": "991240000001"}, "bin_mismatch"),
        ({"iin": "010101100018"}, "iin_mismatch"),
        ({"role": "employee"}, "role_not_accepted"),
    ],
)
def test_other_certificates_are_refused(desk, nca, appeal, head, agency, changes, code, caplog):
    prepare(appeal)
    payload = shown(desk, appeal)
    page = post(
        desk, appeal, payload, signed_by(nca, payload, key_of(nca, head, agency, **changes))
    )
    assert page.status_code == 422
    assert code in caplog.text
    assert BODY in page.content.decode()
    nothing_left(appeal)


def test_a_personal_key_is_refused(desk, nca, appeal, head):
    prepare(appeal)
    payload = shown(desk, appeal)
    leaf = nca.authority.person(iin=str(head.vault.iin))
    assert post(desk, appeal, payload, signed_by(nca, payload, leaf)).status_code == 422
    nothing_left(appeal)


def test_words_changed_meanwhile_are_not_signed(desk, nca, appeal, head, agency):
    prepare(appeal)
    payload = shown(desk, appeal)
    blob = signed_by(nca, payload, key_of(nca, head, agency))
    prepare(appeal, body=f"{BODY} Дополнено.", seen=1)
    post(desk, appeal, payload, blob)
    nothing_left(appeal)
    assert shown(desk, appeal) != payload


def test_a_signature_under_another_answer_is_refused(desk, nca, appeal, head, agency):
    other = AppealFactory(office=agency.offices.first(), in_work=True)
    prepare(appeal)
    prepare(other)
    blob = signed_by(nca, shown(desk, appeal), key_of(nca, head, agency))
    assert post(desk, other, shown(desk, other), blob).status_code == 422
    nothing_left(appeal)
    foreign = post(desk, other, shown(desk, appeal), blob)
    assert foreign.status_code == 404


@pytest.mark.parametrize("kind", [RoleKind.CLERK, RoleKind.EDITOR])
def test_only_the_head_opens_the_page(client, appeal, agency, kind):
    prepare(appeal)
    client.force_login(people.make_worker(agency, kind))
    assert client.get(sign_page(appeal)).status_code in (302, 403)


def test_the_head_of_another_agency_finds_nothing(client, appeal):
    prepare(appeal)
    other = OfficeFactory(agency=AgencyFactory(signing=True)).agency
    client.force_login(people.make_worker(other, RoleKind.HEAD))
    assert client.get(sign_page(appeal)).status_code == 404


def test_nothing_prepared_leads_back(desk, appeal):
    page = desk.get(sign_page(appeal), follow=True)
    assert page.redirect_chain[-1][0] == reverse("appeals_desk_item", args=[appeal.number])


def test_a_role_that_ended_meanwhile_signs_nothing(desk, nca, appeal, head, agency):
    prepare(appeal)
    payload = shown(desk, appeal)
    blob = signed_by(nca, payload, key_of(nca, head, agency))
    head.roles.all().delete()
    assert post(desk, appeal, payload, blob).status_code in (200, 403)
    nothing_left(appeal)


@pytest.mark.parametrize("signature", ["", "мусор", "MIAGCSqGSIb3DQEHAqCAMIA"])
def test_garbage_is_refused_in_words(desk, appeal, nca, signature):
    prepare(appeal)
    payload = shown(desk, appeal)
    assert post(desk, appeal, payload, signature.encode()).status_code == 422
    nothing_left(appeal)


def test_in_the_soft_mode_it_waits_and_leaves_by_itself(desk, nca, appeal, head, agency, settings):
    settings.EDS_REVOCATION = "soft"
    prepare(appeal)
    payload = shown(desk, appeal)
    nca.is_down = True
    page = post(desk, appeal, payload, signed_by(nca, payload, key_of(nca, head, agency)))
    assert page.status_code == 200
    assert PendingSignature.objects.get().payload == payload
    assert shown(desk, appeal) == payload
    assert not Answer.objects.exists()
    nca.is_down = False
    pendings_check()
    assert Answer.objects.get().signature.payload == payload


# A signature that waits.


@pytest.fixture
def waiting(desk, nca, appeal, head, agency, settings):
    """The head has signed; nobody can tell the certificate's status."""
    settings.EDS_REVOCATION = "soft"
    prepare(appeal)
    payload = shown(desk, appeal)
    nca.is_down = True
    post(desk, appeal, payload, signed_by(nca, payload, key_of(nca, head, agency)))
    return payload


def state_of(appeal):
    appeal.refresh_from_db()
    return appeal.state


def test_while_it_waits_the_answer_is_signed_and_nobody_changes_it(waiting, desk, appeal, agency):
    assert state_of(appeal) == State.SIGNED
    clerk = people.make_worker(agency)
    for call, said in (
        (drafts.prepare, {"body": f"{BODY} Иначе.", "seen": 1}),
        (drafts.agree, {}),
        (drafts.send_back, {}),
        (drafts.add_file, {}),
        (drafts.send, {}),
        (drafts.payload_of, {}),
    ):
        person = people.make_worker(agency, RoleKind.HEAD) if call is drafts.payload_of else clerk
        with pytest.raises(Refused):
            call(appeal, person, **said)
    assert PreparedAnswer.objects.get().revision == 1
    page = desk.get(reverse("appeals_desk_answer", args=[appeal.number])).content.decode()
    assert "the signature is being checked" in page
    assert 'name="verb"' not in page


def test_taken_back_it_is_agreed_again_and_may_be_changed(waiting, desk, appeal, agency):
    desk.post(sign_page(appeal), {"payload": str(waiting.pk), "withdraw": "yes"})
    assert state_of(appeal) == State.AGREED
    drafts.prepare(appeal, people.make_worker(agency), f"{BODY} Иначе.", seen=1)
    assert state_of(appeal) == State.DRAFTED
    assert shown(desk, appeal) != waiting


def test_refused_in_the_end_it_is_agreed_again(waiting, nca, appeal, head):
    nca.is_down = False
    head.roles.all().delete()
    pendings_check()
    assert state_of(appeal) == State.AGREED
    assert not Answer.objects.exists()
    assert PreparedAnswer.objects.get().waits_since is None


def test_withdrawn_by_its_author_meanwhile_it_stays_withdrawn(waiting, nca, appeal):
    people.withdraw(appeal)
    nca.is_down = False
    pendings_check()
    assert state_of(appeal) == State.WITHDRAWN
    assert not Answer.objects.exists()


def test_one_more_answer_waits_too(desk, nca, appeal, head, agency, settings):
    prepare(appeal)
    first = shown(desk, appeal)
    post(desk, appeal, first, signed_by(nca, first, key_of(nca, head, agency)))
    settings.EDS_REVOCATION = "soft"
    prepare(appeal, body=f"{BODY} Дополнение.")
    payload = shown(desk, appeal)
    nca.is_down = True
    post(desk, appeal, payload, signed_by(nca, payload, key_of(nca, head, agency)))
    assert state_of(appeal) == State.ANSWERED
    with pytest.raises(Refused) as refusal:
        drafts.prepare(appeal, people.make_worker(agency), seen=1)
    assert refusal.value.code == "signature_waits"
    nca.is_down = False
    pendings_check()
    assert appeal.answers.count() == 2


# What is missing, what was agreed, files.


def test_with_something_missing_and_no_tick_nothing_leaves_and_nothing_is_lost(
    desk, nca, appeal, head, agency
):
    prepare(appeal)
    payload = shown(desk, appeal)
    assert "complaint" in payload_opening(payload)["fields"]["missing"]
    blob = signed_by(nca, payload, key_of(nca, head, agency))
    page = post(desk, appeal, payload, blob, override="")
    assert page.status_code == 422
    assert BODY in page.content.decode()
    assert "Send it all the same" in page.content.decode()
    nothing_left(appeal)
    assert shown(desk, appeal) == payload
    post(desk, appeal, payload, blob)
    answer = Answer.objects.get()
    assert (answer.overridden_by, "complaint" in answer.missing) == (head, True)
    assert Event.objects.filter(verb="answer.override", actor=head).count() == 1


def test_a_tick_for_words_of_before_counts_no_more(desk, nca, appeal, head, agency):
    prepare(appeal)
    drafts.override(appeal, head)
    prepare(appeal, body=f"{BODY} Ещё.", seen=1)
    payload = shown(desk, appeal)
    blob = signed_by(nca, payload, key_of(nca, head, agency))
    assert post(desk, appeal, payload, blob, override="").status_code == 422
    nothing_left(appeal)


def test_a_complete_answer_needs_no_tick(desk, nca, appeal, head, agency):
    prepare(appeal, body=GOOD["ru"])
    page = desk.get(sign_page(appeal)).content.decode()
    assert "Send it all the same" not in page
    payload = shown(desk, appeal)
    post(desk, appeal, payload, signed_by(nca, payload, key_of(nca, head, agency)), override="")
    answer = Answer.objects.get()
    assert (answer.missing, answer.overridden_by) == ([], None)
    assert answer.prepared_by != head


def test_sent_back_while_the_page_was_open_it_is_not_signed(desk, nca, appeal, head, agency):
    prepare(appeal)
    payload = shown(desk, appeal)
    blob = signed_by(nca, payload, key_of(nca, head, agency))
    drafts.send_back(appeal, people.make_worker(agency, RoleKind.HEAD))
    post(desk, appeal, payload, blob)
    assert state_of(appeal) == State.IN_WORK
    assert not Answer.objects.exists()


def test_the_head_sends_it_back_with_a_word_from_the_page(desk, appeal):
    prepare(appeal)
    refused = desk.post(sign_page(appeal), {"word": "  "})
    assert refused.status_code == 422
    assert "Say what has to be changed." in refused.content.decode()
    assert state_of(appeal) == State.DRAFTED
    assert desk.post(sign_page(appeal), {"word": "Назовите срок."}).status_code == 302
    assert state_of(appeal) == State.IN_WORK


def test_the_page_marks_what_changed_since(desk, appeal, agency):
    prepare(appeal)
    prepare(appeal, body=BODY.replace("скамейку", "лавочку"), seen=1)
    page = desk.get(sign_page(appeal)).content.decode()
    assert "<del>скамейку</del><ins>лавочку</ins>" in page


def test_files_are_signed_and_leave_with_the_answer(desk, nca, appeal, head, agency):
    prepare(appeal)
    clerk = people.make_worker(agency)
    file = drafts.add_file(appeal, clerk).file
    payload = shown(desk, appeal)
    assert "smeta.txt" in desk.get(sign_page(appeal)).content.decode()
    blob = signed_by(nca, payload, key_of(nca, head, agency))
    drafts.add_file(appeal, clerk, b"more", "more.txt", seen=2)
    post(desk, appeal, payload, blob)
    nothing_left(appeal)
    payload = shown(desk, appeal)
    post(desk, appeal, payload, signed_by(nca, payload, key_of(nca, head, agency)))
    sent = Answer.objects.get()
    assert [row.file_id for row in sent.files.all()][0] == file.pk
    hashes = [row["sha256"] for row in payload_content(sent.signature.payload)["files"]]
    assert hashes == [row.file.sha256 for row in sent.files.select_related("file")]


# What everybody sees.


@pytest.fixture
def published(desk, nca, head, agency):
    """A public application with a public, signed answer."""
    appeal = AppealFactory(office=agency.offices.first(), in_work=True, published=True)
    prepare(appeal)
    payload = shown(desk, appeal)
    post(desk, appeal, payload, signed_by(nca, payload, key_of(nca, head, agency)))
    return appeal


def statement_of(client, appeal, position=1):
    address = reverse("answer_signature", args=[appeal.number, position])
    return client.get(address)


def test_the_public_reads_who_signed_and_no_iin(published, nca, head, agency, client):
    client.logout()
    answer = Answer.objects.get()
    page = client.get(reverse("appeal_detail", args=[published.number])).content.decode()
    item = client.get(f"/api/v1/applications/{published.number}").json()["answer_items"][0]
    for said in (page, str(item), statement_of(client, published).content.decode()):
        assert agency.bin in said
        assert answer.signature.certificate["serial"] in said
        assert answer.signature.payload.digest in said
        assert str(head.vault.iin) not in said
        assert PRIVATE not in said


def test_the_statement_is_sealed_by_the_portal(published, client):
    client.logout()
    told = statement_of(client, published).json()
    seal = {name: told.pop(name) for name in ("kid", "signature")}
    assert seal_verify(canonical(told), seal)
    assert not seal_verify(canonical({**told, "signer": "Другой"}), seal)
    assert told["text_root"] == Answer.objects.get().signature.payload.text_root


def test_no_statement_without_a_public_signed_answer(client, published):
    client.logout()
    assert statement_of(client, published, position=2).status_code == 404
    unsigned = AppealFactory(published=True, answered=True)
    assert statement_of(client, unsigned).status_code == 404
    appeal_unpublish(appeal_id=published.pk, actor=people.make_moderator())
    assert statement_of(client, published).status_code == 404


def test_anybody_may_check_a_text_of_the_answer(published, client):
    client.logout()
    item = client.get(f"/api/v1/applications/{published.number}").json()["answer_items"][0]
    path = item["signature"]["check_path"]
    assert f"/ru{path}" in client.get(f"/ru/applications/{published.number}/").content.decode()
    address = f"/en{path}"
    good = client.post(address, {"bring": "text", "subject": "", "text": BODY})
    assert "This is the text that was signed" in good.content.decode()
    for text in (f"{BODY} Нет.", BODY.replace("скамейку", "лавочку"), PRIVATE, ""):
        bad = client.post(address, {"bring": "text", "subject": "", "text": text})
        assert "This is the text that was signed" not in bad.content.decode()
        assert bad.status_code == 422
    nothing = client.get(address).content.decode()
    assert BODY not in nothing
    assert published.number not in nothing
