"""Opening a citizen's identity: for a reason, recorded, limited, and visible to the person."""

from typing import Any

from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import Http404
from django.test import RequestFactory

import pytest

from accounts.factor.gate import PASSED
from accounts.identity_page import identity_page
from accounts.models import AccessRules, IdentityView, RoleKind
from accounts.readers import reader_for
from accounts.selectors import identity_views_of
from accounts.services import identity_view
from core.audience import Reader
from core.errors import NotAllowed, Refused, TooMany
from ledger.models import Event
from tests.factories.agencies import AgencyFactory
from tests.factories.factor import make_factor
from tests.factories.people import make_citizen, make_operator, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen():
    person = make_citizen()
    person.vault.phone = "+77990000199"
    person.vault.save()
    return person


def see(actor: Any, person: Any, **said: Any) -> Any:
    words = {"reason": "reach", "about_kind": "appeals.appeal", "about_id": "7"} | said
    return identity_view(actor=actor, reader=reader_for(actor), person=person, **words)


def test_a_clerk_sees_name_and_last_digits_and_it_is_recorded(citizen):
    agency = AgencyFactory()
    clerk = make_staff(RoleKind.CLERK, agency)
    seen = see(clerk, citizen, agency_id=agency.pk, words="no answer by mail")
    assert seen.full_name == citizen.get_full_name()
    assert seen.iin == citizen.vault.masked_iin
    assert citizen.vault.iin not in seen.iin
    assert seen.phone == "+7 ••• ••• 01 99"
    row = IdentityView.objects.get()
    assert (row.reader, row.person, row.agency, row.role) == (clerk, citizen, agency, "clerk")
    event = Event.objects.get(verb="identity.view")
    assert event.data == {"reason": "reach", "about": "appeals.appeal:7", "in_full": False}
    assert (event.actor, event.agency_id) == (clerk, agency.pk)


def test_free_words_lie_encrypted_and_in_no_event(citizen):
    see(make_operator(), citizen.pk, reason="other", words="ҚҰПИЯ себеп")
    kept = b""
    with connection.cursor() as cursor:
        for table in ("accounts_identityview", "ledger_event"):
            cursor.execute(f"SELECT * FROM {table}")
            for line in cursor.fetchall():
                for value in line:
                    raw = isinstance(value, bytes | memoryview)
                    kept += bytes(value) if raw else str(value).encode()
    assert "ҚҰПИЯ".encode() not in kept
    assert IdentityView.objects.get().words == "ҚҰПИЯ себеп"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "curiosity"}, "reason"),
        ({"reason": "other"}, "words"),
        ({"reason": "law", "words": " \u200b "}, "words"),
        ({"in_full": True}, "second_factor"),
    ],
)
def test_without_a_reason_words_or_factor_nothing_opens(citizen, said, code):
    with pytest.raises(Refused) as refusal:
        see(make_operator(), citizen, **said)
    assert refusal.value.code == code
    assert not IdentityView.objects.exists()
    assert not Event.objects.filter(verb="identity.view").exists()


def test_the_whole_iin_opens_with_a_factor_only(citizen):
    seen = see(make_operator(), citizen, in_full=True, factor=True)
    assert seen.iin == citizen.vault.iin
    assert IdentityView.objects.get().in_full


@pytest.mark.parametrize(
    "who",
    [
        lambda agency: make_citizen(),
        lambda agency: make_staff(RoleKind.EDITOR, agency),
        lambda agency: make_staff(RoleKind.CLERK, AgencyFactory()),
        lambda agency: make_staff(RoleKind.AUDITOR),
        lambda agency: make_operator(),
    ],
    ids=["citizen", "editor", "clerk elsewhere", "auditor", "operator as a clerk"],
)
def test_nobody_else_opens_it_for_an_agency(citizen, who):
    agency = AgencyFactory()
    with pytest.raises(NotAllowed):
        see(who(agency), citizen, agency_id=agency.pk)
    assert not IdentityView.objects.exists()


def test_people_of_agencies_do_not_open_it_for_the_portal(citizen):
    for kind in (RoleKind.CLERK, RoleKind.HEAD):
        with pytest.raises(NotAllowed):
            see(make_staff(kind, AgencyFactory()), citizen)


def test_another_persons_reader_is_nothing(citizen):
    operator = make_operator()
    for reader in (Reader(), reader_for(make_operator())):
        with pytest.raises(NotAllowed):
            identity_view(
                actor=operator,
                reader=reader,
                person=citizen,
                reason="reach",
                about_kind="x",
                about_id="1",
            )


def test_openings_in_an_hour_are_limited(citizen):
    rules = AccessRules.load()
    rules.identity_views = 2
    rules.save()
    operator = make_operator()
    see(operator, citizen)
    see(operator, citizen)
    with pytest.raises(TooMany):
        see(operator, citizen)
    assert IdentityView.objects.count() == 2
    see(make_operator(), citizen)


def test_the_person_reads_by_whom_and_why_but_neither_name_nor_words(citizen):
    agency = AgencyFactory()
    clerk = make_staff(RoleKind.CLERK, agency)
    see(clerk, citizen, agency_id=agency.pk, reason="other", words="ішкі сөз")
    see(make_operator(), make_citizen())
    (row,) = identity_views_of(citizen)
    assert agency.localized("name") in row.by
    assert (row.about_kind, row.about_id, row.in_full) == ("appeals.appeal", "7", False)
    assert "ішкі сөз" not in str(row)
    assert clerk.get_full_name() not in str(row)
    assert identity_views_of(clerk) == []


# The page


def asked(user: Any, data: Any = None, *, factor: bool = True) -> Any:
    factory = RequestFactory()
    request = factory.post("/cms/x/", data) if data is not None else factory.get("/cms/x/")
    request.user = user
    request.session = SessionStore()
    MessageMiddleware(lambda _request: None).process_request(request)
    if factor:
        import time

        request.session[PASSED] = {"factor": make_factor(user).pk, "at": time.time()}
    return request


def page(request: Any, person: Any, **said: Any) -> Any:
    options = {"allowed": True, "back_url": "/cms/", "about_kind": "a.b", "about_id": "1"} | said
    return identity_page(request, person=person, **options)


def test_the_page_asks_first_and_shows_once(citizen):
    operator = make_operator()
    first = page(asked(operator), citizen)
    assert first.status_code == 200
    assert citizen.vault.masked_iin not in first.content.decode()
    assert citizen.get_full_name() not in first.content.decode()
    opened = page(asked(operator, {"reason": "reach", "in_full": "on"}), citizen)
    assert citizen.vault.iin in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    assert IdentityView.objects.count() == 1


@pytest.mark.parametrize("data", [{}, {"reason": "nosy"}, {"reason": "law", "words": ""}])
def test_the_page_opens_nothing_without_a_reason(citizen, data):
    answer = page(asked(make_operator(), data), citizen)
    assert answer.status_code in {409, 422}
    assert citizen.get_full_name() not in answer.content.decode()
    assert not IdentityView.objects.exists()


def test_the_page_is_nowhere_for_those_the_room_doesnt_allow(citizen):
    with pytest.raises(Http404):
        page(asked(make_operator(), {"reason": "reach"}), citizen, allowed=False)


def test_the_page_asks_for_the_second_factor_first(citizen):
    operator = make_operator()
    make_factor(operator)
    assert page(asked(operator, factor=False), citizen).status_code == 302
    answer = page(asked(operator, {"reason": "reach"}, factor=False), citizen)
    assert answer.status_code == 403
    assert citizen.get_full_name() not in answer.content.decode()
    assert not IdentityView.objects.exists()
