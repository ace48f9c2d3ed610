"""The personal account: one's own applications, drafts and notices, nobody else's."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from accounts.readers import reader_for
from accounts.services import identity_view
from appeals.apply.journey import PURPOSE
from notifications.models import Notice
from signing.drafts import draft_open, draft_save
from surveys.models import Survey
from surveys.services.partials import partial_save
from tests.appeals import people
from tests.appeals.signed import make_appeal_payload, sign
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AppealFactory
from tests.factories.ballots import survey_vote_as
from tests.factories.people import make_citizen
from tests.factories.signing import PHONE, make_person
from tests.factories.surveys import make_survey

pytestmark = pytest.mark.django_db

ACCOUNT = "/en/account/"


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def browser(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def make_draft(owner, text="Начато"):
    office = OfficeFactory()
    draft = draft_open(owner=owner, purpose=PURPOSE, object_key=office.key)
    return office, draft_save(draft=draft, owner=owner, values={"text": text}, step="question")


def test_a_visitor_signs_in_first(client):
    answer = client.get(ACCOUNT)
    assert answer.status_code == 302
    assert "next=/en/account/" in answer["Location"]


def test_an_empty_account_shows_the_way(browser):
    html = browser.get(ACCOUNT).content.decode()
    assert "You have not written yet" in html
    assert "Nothing new." in html


def test_own_applications_in_every_state_and_no_others(browser, person):
    mine = [
        AppealFactory(author=person, **traits)
        for traits in ({}, {"private": True}, {"refused": True}, {"withdrawn": True})
    ]
    others = [AppealFactory(), AppealFactory(published=True)]
    html = browser.get(ACCOUNT).content.decode()
    assert all(row.number in html for row in mine)
    assert not any(row.number in html for row in others)


def test_a_clerk_s_account_holds_the_own_ones_only(browser, person):
    office = OfficeFactory()
    people.add_role(person, "clerk", office.agency)
    appeal = AppealFactory(office=office)
    assert appeal.number not in browser.get(ACCOUNT).content.decode()


def test_drafts_that_wait_lead_back_to_the_form(browser, person):
    office, _draft = make_draft(person)
    other_office, _other = make_draft(make_person())
    html = browser.get(ACCOUNT).content.decode()
    assert f"/en/apply/{office.key}/" in html
    assert other_office.key not in html


def test_a_sent_draft_waits_no_more(browser, person):
    appeal = sign(make_appeal_payload(owner=person))
    assert browser.get(ACCOUNT).context["begun"] == []
    assert appeal.number in browser.get(ACCOUNT).content.decode()


def test_notices_are_new_once_and_their_own(browser, person):
    appeal = sign(make_appeal_payload(owner=person))
    stranger = sign(make_appeal_payload())
    first = browser.get(ACCOUNT)
    assert [notice.is_new for notice in first.context["notices"]] == [True]
    assert f"Your application {appeal.number} is registered" in first.content.decode()
    assert stranger.number not in first.content.decode()
    assert [n.is_new for n in browser.get(ACCOUNT).context["notices"]] == [False]
    assert Notice.objects.filter(read_at=None).count() == 1


def test_iin_and_phone_are_masked(browser, person):
    html = browser.get(ACCOUNT).content.decode()
    assert person.vault.iin not in html
    assert PHONE not in html
    assert person.vault.masked_phone in html


def test_nobody_keeps_this_page(browser):
    assert "no-store" in browser.get(ACCOUNT)["Cache-Control"]


@pytest.mark.parametrize("cursor", ["nonsense", "ы", "WyJvIl0"])
def test_a_made_up_cursor_is_a_made_up_address(browser, person, cursor):
    AppealFactory(author=person)
    assert browser.get(ACCOUNT, {"cursor": cursor}).status_code == 404


def test_pages_hold_every_application_once(browser, person):
    rows = [AppealFactory(author=person) for _ in range(12)]
    first = browser.get(ACCOUNT)
    second = browser.get(ACCOUNT, {"cursor": first.context["page_cursor"].older})
    shown = [card.number for answer in (first, second) for card in answer.context["cards"]]
    assert shown == [row.number for row in reversed(rows)]


def test_a_person_without_a_vault_has_an_account_as_well(client):
    user = AppealFactory().author
    client.force_login(user)
    assert client.get(ACCOUNT).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(browser, method):
    assert getattr(browser, method)(ACCOUNT).status_code == 405


@pytest.mark.engine
def test_the_same_number_of_queries_for_one_row_and_ten(browser, person):
    def add():
        make_draft(person)
        sign(make_appeal_payload(owner=person, text=f"Текст {AppealFactory().number} о яме."))

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(ACCOUNT).status_code == 200
        return len(caught)

    add()
    queries()
    one = queries()
    for _ in range(8):
        add()
    assert queries() == one


def test_the_person_sees_who_opened_their_data(browser, person):
    assert "Nobody has opened your name, phone or IIN." in browser.get(ACCOUNT).content.decode()
    agency = AgencyFactory()
    clerk = people.make_worker(agency)
    clerk.vault.surname = "Бөлекбаев"
    clerk.vault.save()
    identity_view(
        actor=clerk,
        reader=reader_for(clerk),
        person=person,
        reason="reach",
        about_kind="appeals.appeal",
        about_id="OD-2026-00000001",
        agency_id=agency.pk,
    )
    html = browser.get(ACCOUNT).content.decode()
    assert agency.localized("name", "en") in html
    assert "OD-2026-00000001" in html
    assert "Бөлекбаев" not in html


def test_surveys_begun_and_taken_stand_in_the_account(browser, person):
    begun, taken, closed = (make_survey("one") for _ in range(3))
    partial_save(survey=begun, user=person, raw={"one": "option-0"})
    survey_vote_as(taken, person)
    survey_vote_as(closed, person)
    Survey.objects.filter(pk=closed.pk).update(closes_at=timezone.now())
    page = browser.get(ACCOUNT)
    assert [item.title for item in page.context["begun"]] == [begun.localized("title", "en")]
    assert [item.title for item in page.context["surveys"]] == [taken.localized("title", "en")]
    assert f"/en/surveys/{begun.key}/answer/" in page.content.decode()
    assert closed.localized("title", "en") not in page.content.decode()
    other = Client()
    other.force_login(make_citizen())
    html = other.get(ACCOUNT).content.decode()
    assert begun.localized("title", "en") not in html
    assert taken.localized("title", "en") not in html
