"""Registries of state bodies: operators keep them, nothing is deleted, mistakes are said."""

import json
from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import pytest

from accounts.models import RoleKind
from agencies.models import Agency, Office, Tenure
from core.localized import ORDER
from tests.factories.agencies import (
    AgencyFactory,
    AgencyGroupFactory,
    OfficeFactory,
    RegionFactory,
    TenureFactory,
    TopicFactory,
)
from tests.factories.people import bin_number, make_operator, make_staff

pytestmark = pytest.mark.django_db
REGISTRIES = ("agency", "agencygroup", "region", "topic", "office", "tenure")


@pytest.fixture
def operator() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_operator())
    return client


def registry(name: str, verb: str = "") -> str:
    return f"/cms/agencies/{name}/{verb}"


def trio(name: str, text: str) -> dict[str, str]:
    return {f"{name}_{code}": text for code in ORDER}


def agency_form(**changes: Any) -> dict[str, Any]:
    words = {
        "key": "new-agency",
        "bin": bin_number(),
        "group": AgencyGroupFactory().pk,
        "region": "",
        "parent": "",
        "accepts_applications": "on",
        "handover_url": "",
        "is_active": "on",
        **trio("name", "Үлгі агенттігі"),
        **trio("short_name", ""),
        **trio("closed_reason", ""),
    }
    return words | changes


def tenure_form(office: Office, **changes: Any) -> dict[str, Any]:
    words = {"office": office.pk, "starts_on": "2024-01-01", "ends_on": ""}
    return words | trio("person", "Сынақ Үлгі") | changes


@pytest.mark.parametrize("name", REGISTRIES)
def test_operators_list_and_add_in_each_registry(operator, name):
    TenureFactory()
    RegionFactory()
    TopicFactory()
    assert operator.get(registry(name)).status_code == 200
    assert operator.get(registry(name, "create/")).status_code == 200


@pytest.mark.parametrize("name", REGISTRIES)
def test_for_everybody_else_there_is_nothing(name):
    agency = AgencyFactory()
    people = [make_staff(RoleKind.MODERATOR), make_staff(RoleKind.EDITOR, agency)]
    for person in people:
        client = Client()
        client.force_login(person)
        for verb in ("", "create/", "edit/1/", "delete/1/"):
            assert client.get(registry(name, verb)).status_code in {302, 403, 404}
    assert Client().get(registry(name)).status_code == 302


def test_an_agency_is_added_with_its_sort_keys(operator):
    answer = operator.post(registry("agency", "create/"), agency_form())
    assert answer.status_code == 302
    agency = Agency.objects.get(key="new-agency")
    assert agency.sort_kk
    assert agency.accepts_applications


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bin": "12"}, "bin"),
        ({"name_kk": ""}, "name_kk"),
        ({"key": "not a key"}, "key"),
        ({"accepts_applications": ""}, "closed_reason_kk"),
        ({"handover_url": "nowhere"}, "handover_url"),
    ],
)
def test_mistakes_are_said_at_the_field(operator, changes, field):
    answer = operator.post(registry("agency", "create/"), agency_form(**changes))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Agency.objects.filter(name_ru="Үлгі агенттігі").exists()


def test_two_agencies_never_share_a_bin(operator):
    taken = AgencyFactory().bin
    answer = operator.post(registry("agency", "create/"), agency_form(bin=taken))
    assert "bin" in answer.context["form"].errors


def test_a_key_is_chosen_once(operator):
    agency = AgencyFactory()
    path = registry("agency", f"edit/{agency.pk}/")
    answer = operator.post(path, agency_form(bin=agency.bin, key="another", name_ru="Новое имя"))
    assert answer.status_code == 302
    old_key = agency.key
    agency.refresh_from_db()
    assert (agency.key, agency.name_ru) == (old_key, "Новое имя")


def test_an_agency_is_not_its_own_parent(operator):
    agency = AgencyFactory()
    path = registry("agency", f"edit/{agency.pk}/")
    answer = operator.post(path, agency_form(bin=agency.bin, parent=agency.pk))
    assert "parent" in answer.context["form"].errors


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        ("2024-01-01", "", "starts_on"),
        ("2023-01-01", "2023-06-02", "starts_on"),
        ("2030-01-01", "", "starts_on"),
        ("2022-01-01", "2022-01-01", "ends_on"),
    ],
)
def test_two_tenures_of_an_office_never_overlap(operator, starts, ends, field):
    office = TenureFactory(starts_on=date(2023, 6, 1)).office
    answer = operator.post(
        registry("tenure", "create/"), tenure_form(office, starts_on=starts, ends_on=ends)
    )
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert office.tenures.count() == 1


def test_a_tenure_follows_another_on_the_same_day(operator):
    office = TenureFactory(starts_on=date(2020, 1, 1), ends_on=date(2024, 1, 1)).office
    answer = operator.post(registry("tenure", "create/"), tenure_form(office))
    assert answer.status_code == 302
    assert Tenure.objects.filter(office=office).count() == 2


@pytest.mark.parametrize("name", REGISTRIES)
def test_nothing_is_deleted(operator, name):
    row = {
        "agency": AgencyFactory,
        "agencygroup": AgencyGroupFactory,
        "region": RegionFactory,
        "topic": TopicFactory,
        "office": OfficeFactory,
        "tenure": TenureFactory,
    }[name]()
    for ask in (operator.get, operator.post):
        assert ask(registry(name, f"delete/{row.pk}/")).status_code in {302, 403}
    assert type(row).objects.filter(pk=row.pk).exists()


ROWS = {
    "agency": lambda agency: AgencyFactory(group=agency.group),
    "office": lambda agency: OfficeFactory(agency=agency),
    "tenure": lambda agency: TenureFactory(office=OfficeFactory(agency=agency)),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_longer_list_asks_no_more(operator, name):
    agency = AgencyFactory()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert operator.get(registry(name)).status_code == 200
        return len(asked)

    ROWS[name](agency)
    queries()
    one = queries()
    for _number in range(5):
        ROWS[name](agency)
    assert queries() == one


def test_the_menu_speaks_each_readers_language():
    """The menu is made once in a process; its words must not stay in the first reader's."""
    words = {"en": "Topics", "ru": "Темы", "kk": "Тақырыптар"}
    operator = make_operator()
    for code, own in words.items():
        client = Client(headers={"accept-language": code})
        client.force_login(operator)
        html = client.get(registry("topic")).content.decode()
        shown = [word for word in words.values() if f'"label": {json.dumps(word)}' in html]
        assert shown == [own]
