"""Agencies, offices and topics through the API: public, paged, in the reader's language."""

from datetime import date

import pytest

from tests.factories.agencies import AgencyFactory, OfficeFactory, TenureFactory, TopicFactory

pytestmark = pytest.mark.django_db


def items(client, path: str, **headers: str) -> list[dict]:
    response = client.get(f"/api/v1/{path}", headers=headers)
    assert response.status_code == 200, response.content
    return response.json()["items"]


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_names_come_in_the_language_asked_for(client, code: str) -> None:
    agency = AgencyFactory()
    listed = items(client, "agencies", **{"accept-language": code})
    assert [row["name"] for row in listed] == [agency.localized("name", code)]


def test_agencies_stand_in_alphabetical_order_and_pages(client) -> None:
    for name in ("Янтарь", "Ақмола", "Әділет", "Алма"):
        AgencyFactory(name_kk=name)
    first = client.get("/api/v1/agencies?limit=3", headers={"accept-language": "kk"}).json()
    assert [row["name"] for row in first["items"]] == ["Ақмола", "Алма", "Әділет"]
    rest = client.get(
        f"/api/v1/agencies?limit=3&cursor={first['next']}", headers={"accept-language": "kk"}
    ).json()
    assert [row["name"] for row in rest["items"]] == ["Янтарь"]
    assert rest["next"] is None


def test_filters_of_agencies(client) -> None:
    topic = TopicFactory()
    open_agency, closed = AgencyFactory(), AgencyFactory(closed=True)
    closed.topics.add(topic)
    AgencyFactory(is_active=False)
    keys = {row["key"] for row in items(client, "agencies")}
    assert keys == {open_agency.key, closed.key}
    assert [row["key"] for row in items(client, f"agencies?topic={topic.key}")] == [closed.key]
    assert [row["key"] for row in items(client, "agencies?accepts=true")] == [open_agency.key]
    assert [row["key"] for row in items(client, "agencies?accepts=false")] == [closed.key]
    assert items(client, "agencies?group=nothing") == []


def test_closed_agency_says_why(client) -> None:
    agency = AgencyFactory(closed=True)
    item = client.get(f"/api/v1/agencies/{agency.key}").json()
    assert item["accepts_applications"] is False
    assert item["handover_url"] == "https://eotinish.kz/"
    assert item["closed_reason"]


def test_office_names_its_holder_of_today(client) -> None:
    office, vacant = OfficeFactory(), OfficeFactory()
    TenureFactory(office=office, starts_on=date(2015, 1, 1), ends_on=date(2020, 1, 1))
    now = TenureFactory(office=office)
    TenureFactory(office=vacant, ends_on=date(2021, 1, 1))
    item = client.get(f"/api/v1/offices/{office.key}", headers={"accept-language": "ru"}).json()
    assert item["holder"]["person"] == now.person_ru
    assert client.get(f"/api/v1/offices/{vacant.key}").json()["holder"] is None
    listed = items(client, f"offices?agency={office.agency.key}")
    assert [row["key"] for row in listed] == [office.key]


def test_topics_are_those_of_the_form(client) -> None:
    shown = TopicFactory()
    TopicFactory(is_active=False)
    assert [row["key"] for row in items(client, "topics")] == [shown.key]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("agencies/nothing", 404),
        ("offices/nothing", 404),
        ("agencies?cursor=made-up", 422),
        ("offices?limit=1000", 422),
        ("agencies?accepts=perhaps", 422),
    ],
)
def test_problems_are_documents(client, path: str, status: int) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status
    assert response["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("path", ["agencies", "offices"])
def test_lists_cost_the_same_for_one_and_ten(
    client, path: str, django_assert_max_num_queries
) -> None:
    def cost() -> int:
        with django_assert_max_num_queries(20) as seen:
            items(client, path)
        return len(seen)

    def more() -> None:
        TenureFactory(
            office=OfficeFactory(agency__parent=AgencyFactory())
        ).office.agency.topics.add(TopicFactory())

    more()
    few = cost()
    for _ in range(9):
        more()
    assert cost() == few
