"""The request for access: the public form, the operator's decision, what comes of it."""

import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

import pytest
from captcha.models import CaptchaStore
from PIL import Image

from accounts.access.checks import checks_of
from accounts.access.views import TRIES
from accounts.models import AccessFormField, AccessFormPage, AccessRequest, Role, RoleKind
from accounts.services import access_request_grant, access_request_refuse, roles_claim
from core.envelope import unseal
from core.errors import NotAllowed, Refused
from home.loading.tree import trio_put
from ledger.models import Event
from tests.factories.agencies import AgencyFactory
from tests.factories.executives import make_homes
from tests.factories.factor import pass_factor
from tests.factories.people import (
    PDF,
    bin_number,
    iin_number,
    letter_upload,
    make_citizen,
    make_operator,
    make_staff,
)

pytestmark = pytest.mark.django_db
REQUESTS = "/cms/access-requests/"


@pytest.fixture
def pages():
    made = trio_put(
        make_homes(), slug="agency-access", make=lambda code: AccessFormPage(title=f"Access {code}")
    )
    return made[0]


@pytest.fixture
def path(pages):
    return pages["en"].url


@pytest.fixture
def visitor():
    return Client(headers={"accept-language": "en"})


def said(**changes: Any) -> dict[str, Any]:
    words = {
        "agency": "",
        "agency_name": "Үлгі департаменті",
        "agency_bin": bin_number(),
        "full_name": "Үлгіева Әлия Сынаққызы",
        "iin": iin_number(),
        "email": "alia@ulgi.example",
        "phone": "+7 799 000 01 01",
        "letter_number": "12-34/56",
        "letter_date": timezone.localdate().isoformat(),
        "letter": letter_upload(),
    }
    return words | changes


def with_captcha(client: Client, path: str, words: dict[str, Any]) -> dict[str, Any]:
    """The form with the digits that a person would read off the picture."""
    client.get(path)
    store = CaptchaStore.objects.latest("id")
    return words | {"captcha_0": store.hashkey, "captcha_1": store.response}


def send(client: Client, path: str, **changes: Any) -> Any:
    return client.post(path, with_captcha(client, path, said(**changes)))


def make_request(**changes: Any) -> AccessRequest:
    """A request that came through the public form."""
    page = AccessFormPage.objects.get(locale__language_code="en")
    assert send(Client(), page.url, **changes).status_code == 302
    return AccessRequest.objects.latest("id")


# Sending


def test_a_visitor_sends_a_request_and_gets_its_number(visitor, path):
    words = said()
    answer = visitor.post(path, with_captcha(visitor, path, words))
    assert answer.status_code == 302
    row = AccessRequest.objects.get()
    assert (row.state, row.agency, row.language) == ("new", None, "en")
    assert (row.iin, row.full_name, row.email) == (words["iin"], words["full_name"], words["email"])
    assert unseal(row.letter) == PDF
    page = visitor.get(answer["Location"])
    assert page.status_code == 200
    assert str(row.public_id) in page.content.decode()
    assert words["iin"] not in page.content.decode()
    event = Event.objects.get(verb="access_request.send")
    assert (event.target_id, event.actor, event.data) == (str(row.pk), None, {})


def test_nothing_personal_lies_in_clear(visitor, path):
    words = said()
    visitor.post(path, with_captcha(visitor, path, words))
    row_bytes = []
    with connection.cursor() as cursor:
        for table in ("accounts_accessrequest", "core_sealedblob", "ledger_event"):
            cursor.execute(f"SELECT * FROM {table}")
            row_bytes += [
                bytes(v) if isinstance(v, memoryview) else str(v).encode()
                for row in cursor.fetchall()
                for v in row
            ]
    kept = b"|".join(row_bytes)
    for name in ("iin", "full_name", "email", "phone"):
        assert words[name].encode() not in kept
    assert PDF not in kept
    assert "Үлгіева".encode() not in kept


def test_an_agency_from_the_list_brings_its_own_name_and_bin(visitor, path):
    agency = AgencyFactory()
    assert send(visitor, path, agency=agency.key, agency_name="", agency_bin="").status_code == 302
    row = AccessRequest.objects.get()
    assert (row.agency, row.agency_bin, row.agency_name) == (agency, agency.bin, agency.name_en)


def test_the_signed_in_are_not_asked_for_a_captcha(visitor, path):
    visitor.force_login(make_citizen())
    assert "captcha_1" not in visitor.get(path).content.decode()
    assert visitor.post(path, said()).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("iin", "123456789012"),
        ("iin", ""),
        ("iin", "12"),
        ("agency_bin", "991240799998"),
        ("agency_bin", ""),
        ("agency_name", ""),
        ("agency_name", " \u200b\u202e "),
        ("agency", "no-such-agency"),
        ("full_name", "   "),
        ("full_name", "a" * 201),
        ("email", "not an address"),
        ("phone", "call me"),
        ("letter_number", ""),
        ("letter_date", "2999-01-01"),
        ("letter_date", "31.02.2026"),
        ("letter", ""),
    ],
)
def test_each_mistake_is_said_at_its_field_and_nothing_typed_is_lost(visitor, path, field, value):
    words = said(**{field: value})
    answer = visitor.post(path, with_captcha(visitor, path, words))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [field]
    for name in ("email", "letter_number", "phone"):
        assert str(words[name]) in answer.content.decode()
    assert not AccessRequest.objects.exists()


def picture_bytes(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, format=kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\x00" + b"\x00" * 300, "letter.pdf"),
        (b"<script>alert(1)</script>", "letter.pdf"),
        (PDF, "letter.png"),
        (PDF, "letter"),
        (picture_bytes("GIF"), "letter.gif"),
        (picture_bytes("PNG")[:40] + b"\x00" * 100, "letter.png"),
        (b"", "letter.pdf"),
        (PDF + b"0" * 11 * 1024 * 1024, "letter.pdf"),
    ],
    ids=["exe", "html", "pdf as png", "no ending", "gif", "damaged", "empty", "11 MB"],
)
def test_a_file_that_is_no_letter_is_refused_at_the_field(visitor, path, data, name):
    answer = send(visitor, path, letter=SimpleUploadedFile(name, data))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["letter"]
    assert not AccessRequest.objects.exists()


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.JPG")])
def test_a_picture_of_the_letter_is_taken(visitor, path, kind, name):
    data = picture_bytes(kind)
    assert send(visitor, path, letter=SimpleUploadedFile(name, data)).status_code == 302
    row = AccessRequest.objects.get()
    assert unseal(row.letter) == data
    assert row.letter_type == f"image/{kind.lower()}"
    assert row.letter_name.startswith("letter.")


def test_wrong_digits_bring_another_picture_and_keep_the_words(visitor, path):
    words = with_captcha(visitor, path, said())
    words["captcha_1"] = "wrong"
    answer = visitor.post(path, words)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["captcha"]
    page = answer.content.decode()
    assert words["full_name"] in page
    assert words["captcha_0"] not in page
    assert not AccessRequest.objects.exists()


def test_without_any_captcha_nothing_is_taken(visitor, path):
    answer = visitor.post(path, said())
    assert list(answer.context["form"].errors) == ["captcha"]
    assert not AccessRequest.objects.exists()


def test_another_picture_without_script_keeps_the_words(visitor, path):
    words = with_captcha(visitor, path, said(letter=""))
    answer = visitor.post(path, words | {"another": "yes"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert words["full_name"] in page
    assert words["iin"] in page
    assert words["captcha_0"] not in page
    assert not answer.context["form"].errors


def test_sent_twice_is_one_request(visitor, path):
    words = with_captcha(visitor, path, said())
    first = visitor.post(path, words)
    second = visitor.post(path, words | {"letter": letter_upload()})
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert AccessRequest.objects.count() == 1
    assert Event.objects.filter(verb="access_request.send").count() == 1


def test_too_many_tries_from_one_address(visitor, path):
    for _try in range(TRIES):
        assert visitor.post(path, {}).status_code == 422
    answer = visitor.post(path, said())
    assert answer.status_code == 429
    assert "Үлгіева" in answer.content.decode()
    assert not AccessRequest.objects.exists()


def test_editors_add_fields_and_their_answers_are_kept_encrypted(visitor, pages):
    page = pages["en"]
    AccessFormField.objects.create(
        page=page, sort_order=0, label="Room", field_type="singleline", clean_name="room"
    )
    missing = send(visitor, page.url)
    assert list(missing.context["form"].errors) == ["extra_room"]
    assert send(visitor, page.url, extra_room="Кабинет 7").status_code == 302
    row = AccessRequest.objects.get()
    assert row.extra_answers == {"Room": "Кабинет 7"}


def test_made_up_numbers_of_requests_lead_nowhere(visitor, path):
    assert visitor.get(f"{path}sent/00000000-0000-4000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_the_form_stands_in_each_language(visitor, pages, code):
    answer = visitor.get(pages[code].url)
    assert answer.status_code == 200
    assert f'lang="{code}"' in answer.content.decode()
    assert "<script>" not in answer.content.decode()


# Deciding


@pytest.fixture
def row(pages):
    return make_request()


def operator_client() -> Client:
    client, operator = Client(headers={"accept-language": "en"}), make_operator()
    client.force_login(operator)
    pass_factor(client, operator)
    return client


def judged(row: AccessRequest, agency: Any) -> dict[str, str]:
    """Every check confirmed, those that fail with a reason."""
    return {
        check.code: "called the body" if check.passed is False else ""
        for check in checks_of(row, agency)
    }


def ticked(row: AccessRequest, agency: Any) -> dict[str, str]:
    """The same as the operator's form sends it."""
    return {f"grant-check_{code}": reason or "on" for code, reason in judged(row, agency).items()}


def test_the_operator_grants_and_the_person_gets_in_at_the_first_sign_in(row):
    agency, client = AgencyFactory(), operator_client()
    shown = client.get(f"{REQUESTS}inspect/{row.pk}/").content.decode()
    assert row.full_name in shown
    assert row.masked_iin in shown
    assert row.iin not in shown
    answer = client.post(
        f"{REQUESTS}inspect/{row.pk}/",
        {
            "verb": "grant",
            "grant-agency": agency.pk,
            "grant-kinds": ["editor", "clerk"],
            **ticked(row, agency),
        },
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.agency) == ("granted", agency)
    assert set(row.roles.values_list("kind", flat=True)) == {"editor", "clerk"}
    person = make_citizen(row.iin)
    assert roles_claim(person) == 2
    browser = Client()
    browser.force_login(person)
    assert browser.get("/cms/").status_code == 200


def test_the_operator_refuses_with_a_reason(row):
    client, path = operator_client(), f"{REQUESTS}inspect/{row.pk}/"
    empty = client.post(path, {"verb": "refuse", "refuse-note": " "})
    assert empty.status_code == 422
    row.refresh_from_db()
    assert row.state == "new"
    assert client.post(path, {"verb": "refuse", "refuse-note": "No stamp"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.note, row.roles.count()) == ("refused", "No stamp", 0)


def test_a_request_is_decided_once(row):
    operator, agency = make_operator(), AgencyFactory()
    decided = judged(row, agency)
    access_request_grant(
        request=row, agency=agency, kinds=["editor"], actor=operator, decided=decided
    )
    for decide in (
        lambda: access_request_refuse(request=row, note="late", actor=operator),
        lambda: access_request_grant(
            request=row, agency=agency, kinds=["head"], actor=operator, decided=decided
        ),
    ):
        with pytest.raises(Refused) as refusal:
            decide()
        assert refusal.value.code == "decided_already"
    assert row.roles.count() == 1


def test_only_roles_at_the_agency_come_of_a_request(row):
    for kinds in ([], ["operator"], ["editor", "moderator"]):
        with pytest.raises(Refused):
            access_request_grant(
                request=row,
                agency=AgencyFactory(),
                kinds=kinds,
                actor=make_operator(),
                decided={},
            )
    row.refresh_from_db()
    assert row.state == "new"
    assert not Role.objects.filter(request=row).exists()


def test_an_operator_does_not_grant_their_own_request(row):
    operator = make_operator()
    own = AccessRequest.objects.get(pk=row.pk)
    own.iin = operator.vault.iin
    own.save()
    agency = AgencyFactory()
    with pytest.raises(Refused) as refusal:
        access_request_grant(
            request=own,
            agency=agency,
            kinds=["editor"],
            actor=operator,
            decided=judged(own, agency),
        )
    assert refusal.value.code == "role_self"
    own.refresh_from_db()
    assert own.state == "new"


@pytest.mark.parametrize("kind", [None, RoleKind.MODERATOR, RoleKind.AUDITOR, RoleKind.EDITOR])
def test_nobody_but_operators_sees_or_decides(row, kind):
    agency = AgencyFactory() if kind == RoleKind.EDITOR else None
    person = make_staff(kind, agency) if kind else make_citizen()
    client = Client()
    client.force_login(person)
    for path in ("", f"inspect/{row.pk}/", f"{row.pk}/letter/"):
        answer = client.get(f"{REQUESTS}{path}")
        assert answer.status_code in {302, 403, 404}
    with pytest.raises(NotAllowed):
        access_request_refuse(request=row, note="no", actor=person)
    with pytest.raises(NotAllowed):
        access_request_grant(
            request=row, agency=AgencyFactory(), kinds=["editor"], actor=person, decided={}
        )


def test_the_list_tells_nobodys_name_and_exports_nothing(row):
    client = operator_client()
    page = client.get(REQUESTS).content.decode()
    assert row.agency_name in page
    for word in (row.full_name, row.iin, row.masked_iin, row.email):
        assert word not in page
    assert client.get(f"{REQUESTS}?export=xlsx").status_code == 404


def test_the_letter_leaves_as_an_attachment_and_as_an_event(row):
    answer = operator_client().get(f"{REQUESTS}{row.pk}/letter/")
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    event = Event.objects.get(verb="access_request.letter")
    assert event.target_id == str(row.pk)
    assert event.actor is not None


def test_a_role_from_a_letter_may_have_an_end(row):
    until = timezone.now() + timedelta(days=30)
    agency = AgencyFactory()
    roles = access_request_grant(
        request=row,
        agency=agency,
        decided=judged(row, agency),
        kinds=["editor"],
        valid_to=until,
        actor=make_operator(),
    )
    assert [role.valid_to for role in roles] == [until]
