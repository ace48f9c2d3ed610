"""The public check page: confirms what is brought, reveals nothing, whatever is tried."""

import json
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import pytest

from appeals.adapters import ReceiptedAppeal
from appeals.services import appeal_unpublish
from signing.limits import CHECK_RATES_ADDRESS, CHECK_RATES_TOKEN
from signing.models import PortalKey, Receipt
from signing.portal_keys import portal_key_distrust, portal_key_rotate, seal_with
from signing.receipts.documents import sealed_bytes
from tests.appeals.people import make_moderator
from tests.signing.receipting import (
    GAPPED,
    PHONE,
    REWORDED,
    SUBJECT,
    TEXT,
    address_of,
    check_pasted,
    check_text,
    document_of,
    file_of,
    published,
    signed,
)

pytestmark = pytest.mark.django_db
NOBODYS = "/en/check/aaaaaaaaaaaaaaaaaaaaaaaaaa/"
UNCONFIRMED = "We can&#x27;t confirm this."
GENUINE = "This receipt is genuine"
IS_SIGNED = "This is the text that was signed"


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def main_of(answer, address: str = "") -> str:
    """The page as everybody sees it, without tokens of forms and its own address."""
    page = answer.content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    token = address.strip("/").split("/")[-1]
    return page.replace(token, "") if token else page


def found_of(answer) -> str:
    """What the page confirms."""
    page = answer.content.decode()
    return page[page.index('aria-labelledby="found"') : page.index("</section>")]


# Nothing by itself.


def test_a_known_and_an_unknown_address_look_the_same(client):
    address = address_of(published())
    known, unknown = client.get(address), client.get(NOBODYS)
    assert known.status_code == unknown.status_code == 200
    assert main_of(known, address) == main_of(unknown, NOBODYS)
    assert known.headers.items() == unknown.headers.items()


def test_looking_at_it_asks_the_database_for_nothing(client):
    address = address_of(published())
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert not [query for query in queries if "receipt" in query["sql"]]


@pytest.mark.parametrize(
    "brought",
    [
        "",
        "Прошу",
        "[…]",
        "[…] […] […]",
        TEXT[:-1],
        TEXT.replace("вечером", "утром"),
        TEXT.replace(PHONE, "[…]").replace("вечером", "[…]"),
        GAPPED.replace("[…]", "+77011234568"),
        GAPPED.replace("[…],", ""),
        f"{TEXT} {TEXT}",
        PHONE,
    ],
)
def test_a_wrong_text_gets_the_same_answer_everywhere(client, brought):
    """So nobody guesses a word, and nobody learns whether the address is somebody's."""
    address = address_of(published())
    known = check_text(client, address, brought)
    unknown = check_text(client, NOBODYS, brought)
    assert known.status_code == unknown.status_code == 422
    assert main_of(known, address) == main_of(unknown, NOBODYS)


@pytest.mark.parametrize("data", ["", "garbage", "{}", "[" * 9000, "\x00"])
def test_a_wrong_receipt_gets_the_same_answer_everywhere(client, data):
    address = address_of(published())
    known, unknown = check_pasted(client, address, data), check_pasted(client, NOBODYS, data)
    assert known.status_code == unknown.status_code == 422
    assert main_of(known, address) == main_of(unknown, NOBODYS)


def test_no_answer_to_a_wrong_thing_holds_anything_of_the_application(client):
    appeal = published()
    address = address_of(appeal)
    answers = [
        client.get(address),
        check_text(client, address, "x", subject=""),
        check_pasted(client, address, "x"),
    ]
    words = {word for word in f"{SUBJECT} {TEXT}".split() if len(word) > 4}
    secrets = {*words, appeal.number, appeal.office.title_kk, appeal.payload.digest, "Үлгіева"}
    for answer in answers:
        assert not [word for word in secrets if word in answer.content.decode()]


def test_gaps_where_the_public_has_none_confirm_nothing(client):
    """Else a text could be guessed word by word."""
    address = address_of(signed())
    for body in (GAPPED, "[…]", TEXT.replace("Прошу", "[…]")):
        assert UNCONFIRMED in check_text(client, address, body).content.decode()


def test_what_the_public_may_not_read_any_more_confirms_nothing(client):
    appeal = published()
    appeal_unpublish(appeal_id=appeal.pk, actor=make_moderator())
    assert UNCONFIRMED in check_text(client, address_of(appeal), GAPPED).content.decode()
    assert IS_SIGNED in check_text(client, address_of(appeal), TEXT).content.decode()


def test_it_is_not_for_search_engines_and_not_kept(client):
    for answer in (client.get(NOBODYS), check_text(client, NOBODYS, "x")):
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer["Cache-Control"]
        assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()


# A text.


def test_the_signed_text_is_confirmed_and_says_what_is_masked(client):
    answer = check_text(client, address_of(published()), TEXT)
    assert answer.status_code == 200
    found = found_of(answer)
    assert IS_SIGNED in found
    assert "1 piece is taken out: Personal data" in found
    assert f'<mark class="gap">{PHONE},' in found
    assert "OD-" not in found
    assert "Үлгіева" not in found


def test_the_published_text_with_its_gap_is_confirmed(client):
    answer = check_text(client, address_of(published()), GAPPED)
    found = found_of(answer)
    assert IS_SIGNED in found
    assert "The gaps stand for signed words" in found
    assert "1 piece is taken out: Personal data" in found
    assert PHONE[1:] not in answer.content.decode()


@pytest.mark.parametrize(
    "brought",
    [
        TEXT.replace(" ", "\r\n"),
        f"  {TEXT}\n\n",
        TEXT.replace("яму", "я\u200bму"),
        GAPPED.replace("[…]", "[...]"),
    ],
)
def test_how_a_text_was_copied_does_not_matter(client, brought):
    assert IS_SIGNED in found_of(check_text(client, address_of(published()), brought))


def test_all_in_one_field_is_as_good(client):
    whole = f"{SUBJECT}\n\n{TEXT}"
    assert IS_SIGNED in found_of(check_text(client, address_of(signed()), whole, subject=""))


def test_without_its_subject_a_text_is_not_confirmed(client):
    answer = check_text(client, address_of(signed()), TEXT, subject="")
    assert UNCONFIRMED in answer.content.decode()


def test_words_written_anew_are_said_to_be_so(client):
    answer = check_text(client, address_of(published(REWORDED)), REWORDED)
    found = found_of(answer)
    assert IS_SIGNED not in found
    assert "A moderator changed words of it" in found
    assert '<mark class="reworded">свяжитесь утром.' in found
    assert "звоните" not in answer.content.decode()
    assert PHONE not in answer.content.decode()


def test_the_signed_text_is_confirmed_though_others_read_other_words(client):
    found = found_of(check_text(client, address_of(published(REWORDED)), TEXT))
    assert IS_SIGNED in found
    assert "The published ones differ" in found


def test_the_text_of_another_receipt_is_not_confirmed(client):
    other = signed(TEXT.replace("яму", "люк"))
    answer = check_text(client, address_of(other), TEXT)
    assert UNCONFIRMED in answer.content.decode()


def test_a_text_is_shown_as_text(client):
    appeal = signed(f"{TEXT} <script>alert(1)</script>")
    answer = check_text(client, address_of(appeal), f"{TEXT} <script>alert(1)</script>")
    assert IS_SIGNED in found_of(answer)
    assert b"<script>alert" not in answer.content


def test_an_address_typed_in_capitals_works(client):
    address = address_of(signed())
    token = address.split("/")[3]
    answer = check_text(client, address.replace(token, token.upper()), TEXT)
    assert IS_SIGNED in found_of(answer)


def test_the_address_of_the_code_leads_to_the_readers_language(client):
    appeal = signed()
    path = "/check/" + document_of(appeal)["check_address"].split("/check/")[1]
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"] == address_of(appeal)


@pytest.mark.parametrize("token", ["a", "a" * 25, "a" * 27, "1" * 26, "é" * 26, "a" * 25 + "%00"])
def test_what_can_be_no_address_is_not_found(client, token):
    assert client.get(f"/en/check/{token}/").status_code == 404


# An address on a public page, as under an answer.


@pytest.fixture
def open_address(monkeypatch):
    monkeypatch.setattr(ReceiptedAppeal, "address_is_public", True, raising=False)


@pytest.mark.usefixtures("open_address")
@pytest.mark.parametrize("body", [GAPPED, REWORDED])
def test_at_a_public_address_nobody_guesses_what_was_taken_out(client, body):
    address = address_of(published(body))
    assert UNCONFIRMED in check_text(client, address, TEXT).content.decode()
    assert check_text(client, address, body).status_code == 200


@pytest.mark.usefixtures("open_address")
def test_at_a_public_address_a_text_without_gaps_is_confirmed(client):
    assert IS_SIGNED in found_of(check_text(client, address_of(published(TEXT)), TEXT))


@pytest.mark.usefixtures("open_address")
def test_nobody_uses_up_the_tries_at_a_public_address(client, monkeypatch):
    scope, _limit, seconds = CHECK_RATES_TOKEN[0]
    monkeypatch.setattr("signing.checking.CHECK_RATES_TOKEN", [(scope, 1, seconds)])
    address = address_of(published(TEXT))
    codes = [check_text(client, address, "x").status_code for _try in range(3)]
    assert codes == [422, 422, 422]


# A receipt.


def test_a_receipt_is_confirmed_as_file_and_pasted(client):
    appeal = published()
    data = file_of(appeal)
    file = SimpleUploadedFile("receipt.json", data)
    answers = [
        client.post(address_of(appeal), {"bring": "receipt", "file": file}),
        check_pasted(client, address_of(appeal), data.decode()),
    ]
    for answer in answers:
        found = found_of(answer)
        assert GENUINE in found
        assert appeal.number in found
        assert "1 piece is taken out: Personal data" in found
        assert f"/en/applications/{appeal.number}/proof/" in found
        assert PHONE[1:] not in found
        assert "Үлгіева" not in found


def test_a_receipt_of_what_is_not_public_leads_nowhere(client):
    appeal = signed()
    found = found_of(check_pasted(client, address_of(appeal), file_of(appeal)))
    assert GENUINE in found
    assert "/applications/" not in found


def test_an_altered_receipt_is_told_at_its_field(client):
    appeal = signed()
    answer = check_pasted(client, address_of(appeal), file_of(appeal, number="OD-2026-00009999"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "seal doesn&#x27;t fit" in page
    assert 'id="receipt_pasted_error"' in page
    assert appeal.number not in page


def test_a_receipt_of_another_address_is_sent_there(client):
    appeal, other = signed(), signed()
    for address in (address_of(other), NOBODYS):
        answer = check_pasted(client, address, file_of(appeal))
        assert answer.status_code == 422
        assert "belongs to another check address" in answer.content.decode()


def test_a_right_seal_over_other_things_is_not_what_we_keep(client):
    """Somebody had the key for a moment."""
    appeal = signed()
    document = {**document_of(appeal), "number": "OD-2026-00009999"}
    seal = seal_with(PortalKey.objects.get(), sealed_bytes(document))
    data = json.dumps({**document, "signature": seal["signature"]})
    answer = check_pasted(client, address_of(appeal), data)
    assert answer.status_code == 422
    assert "not the receipt we keep" in answer.content.decode()


def test_a_receipt_that_we_lost_is_not_confirmed(client):
    appeal = signed()
    address, data = address_of(appeal), file_of(appeal)
    Receipt.objects.all().delete()
    assert "not the receipt we keep" in check_pasted(client, address, data).content.decode()


def test_a_receipt_under_a_retired_key_is_confirmed(client):
    appeal = signed()
    portal_key_rotate()
    found = found_of(check_pasted(client, address_of(appeal), file_of(appeal)))
    assert GENUINE in found
    assert "has been replaced since" in found


def test_a_key_in_other_hands_confirms_only_what_we_keep(client):
    appeal = signed()
    document = {**document_of(appeal), "due_on": "2030-01-01"}
    seal = seal_with(PortalKey.objects.get(), sealed_bytes(document))
    portal_key_distrust(kid=document["kid"])
    altered = json.dumps({**document, "signature": seal["signature"]})
    answer = check_pasted(client, address_of(appeal), altered)
    assert "can&#x27;t be trusted any more" in answer.content.decode()
    assert GENUINE in found_of(check_pasted(client, address_of(appeal), file_of(appeal)))


@pytest.mark.parametrize("size", [0, 20_000, 10 * 1024 * 1024, 11 * 1024 * 1024])
def test_a_file_of_another_size_is_told_at_its_field(client, size):
    file = SimpleUploadedFile("receipt.json", b"x" * size)
    answer = client.post(NOBODYS, {"bring": "receipt", "file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="receipt_file_error"' in page
    assert ("too large" in page) is (size > 0)


def test_nothing_brought_is_told_at_the_field(client):
    for what, error in (("receipt", "receipt_file_error"), ("text", "text_text_error")):
        answer = client.post(NOBODYS, {"bring": what})
        assert answer.status_code == 422
        assert f'id="{error}"' in answer.content.decode()


def test_a_text_of_any_size_is_answered(client):
    answer = check_text(client, NOBODYS, "я " * 60_000)
    assert answer.status_code == 422
    assert 'id="text_text_error"' in answer.content.decode()


# Guessing.


def test_tries_at_one_address_are_counted(client):
    address, limit = address_of(signed()), CHECK_RATES_TOKEN[0][1]
    for _try in range(limit):
        assert check_text(client, address, "x").status_code == 422
    answer = check_text(client, address, TEXT)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert IS_SIGNED not in answer.content.decode()
    other = Client(headers={"accept-language": "en"}, REMOTE_ADDR="203.0.113.9")
    assert (
        check_text(other, address.upper().replace("/EN/CHECK", "/en/check"), TEXT).status_code
        == 429
    )
    assert check_text(client, NOBODYS, "x").status_code == 422


def test_tries_of_one_visitor_are_counted(client, monkeypatch):
    scope, _limit, seconds = CHECK_RATES_ADDRESS[0]
    monkeypatch.setattr("signing.checking.CHECK_RATES_ADDRESS", [(scope, 3, seconds)])
    tokens = [letter * 26 for letter in "bcde"]
    codes = [check_text(client, f"/en/check/{token}/", "x").status_code for token in tokens]
    assert codes == [422, 422, 422, 429]
