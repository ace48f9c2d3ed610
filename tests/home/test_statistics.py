"""The four figures on page, home page and API."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from appeals.counting import figure_add, figures
from home.statistics import office_rows
from tests.appeals import people
from tests.appeals.signed import make_appeal_payload, sign
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AppealFactory

pytestmark = pytest.mark.django_db

API = "/api/v1/statistics"
NONE = {"total": 0, "redirected": 0, "published": 0, "answered": 0}


def four(document: dict) -> dict:
    return {name: document[name] for name in NONE}


def test_an_empty_portal_has_zeros(client):
    document = client.get(API).json()
    assert four(document) == NONE
    assert client.get("/en/statistics/").status_code == 200


def test_each_step_moves_its_figure(client):
    office, other = OfficeFactory(), OfficeFactory().agency
    appeal = sign(make_appeal_payload(office=office))
    assert four(client.get(API).json()) == {**NONE, "total": 1}
    offer = people.hand_over(appeal, people.make_worker(office.agency), other)
    assert four(client.get(API).json()) == {**NONE, "total": 1}
    taker = people.make_worker(other)
    people.accept(offer, taker)
    assert client.get(API).json()["redirected"] == 1
    people.answer(appeal, taker)
    people.approve(appeal, people.make_moderator())
    everything = {"total": 1, "redirected": 1, "published": 1, "answered": 1}
    document = client.get(API).json()
    assert four(document) == everything
    assert document["as_of"]


def test_an_office_is_counted_as_addressed_not_as_answered(client):
    office, other = OfficeFactory(), OfficeFactory()
    appeal = sign(make_appeal_payload(office=office))
    offer = people.hand_over(appeal, people.make_worker(office.agency), other.agency)
    people.accept(offer, people.make_worker(other.agency))
    rows = {row["office"]: row for row in client.get(API).json()["offices"]}
    assert rows[office.key]["total"] == 1
    assert rows[other.key]["total"] == 0
    assert rows[office.key]["agency"] == office.agency.key


def test_a_refused_withdrawn_or_private_one_still_counts_in_all(client):
    sign(make_appeal_payload(publish="no"))
    people.withdraw(sign(make_appeal_payload()))
    refused = sign(make_appeal_payload())
    people.refuse(refused, people.make_moderator())
    assert four(client.get(API).json()) == {**NONE, "total": 3}


def test_parts_are_not_counted_again():
    whole = AppealFactory()
    figure_add(AppealFactory(parent=whole, part=1), "total", 1)
    assert figures().total == 0


def test_the_table_shows_shares_most_written_to_first(client):
    quiet, busy = OfficeFactory(), OfficeFactory()
    for _ in range(3):
        figure_add(AppealFactory(office=busy), "total", 1)
    figure_add(AppealFactory(office=busy), "answered", 1)
    rows = office_rows()
    assert [row.office_key for row in rows] == [busy.key, quiet.key]
    assert [row.answered_share for row in rows] == [33, 0]
    assert "33 %" in client.get("/en/statistics/").content.decode()


def test_offices_of_bodies_that_are_gone_are_not_listed():
    OfficeFactory(agency=AgencyFactory(is_active=False))
    OfficeFactory(is_active=False)
    assert office_rows() == []


@pytest.mark.engine
@pytest.mark.parametrize("address", [API, "/en/statistics/"])
def test_the_same_number_of_queries_for_one_office_and_ten(client, address):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    figure_add(AppealFactory(), "total", 1)
    queries()
    one = queries()
    for _ in range(9):
        figure_add(AppealFactory(), "total", 1)
    assert queries() == one


def test_reading_the_figures_never_counts_rows():
    AppealFactory(published=True, answered=True)
    with CaptureQueriesContext(connection) as caught:
        figures()
    assert len(caught) == 1
    assert "appeals_appeal" not in caught[0]["sql"]
