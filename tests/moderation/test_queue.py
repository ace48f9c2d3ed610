"""The moderators' queue in the CMS: who sees it, in which order, at what cost."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.models import RoleKind
from moderation.models import ModeratedText
from tests.factories.agencies import AgencyFactory
from tests.factories.factor import pass_factor
from tests.factories.moderation import (
    KIND,
    SECRET,
    admit,
    make_former_moderator,
    make_item,
    make_person,
    make_role,
    make_workflow,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notes")]

QUEUE = "/cms/moderation/"


def staff(kind):
    person = make_person()
    make_role(person, kind, agency=AgencyFactory())
    return admit(person)


def operator():
    person = make_person()
    make_role(person, RoleKind.OPERATOR)
    return admit(person)


OUTSIDERS = {
    "clerk": lambda: staff(RoleKind.CLERK),
    "head": lambda: staff(RoleKind.HEAD),
    "editor": lambda: staff(RoleKind.EDITOR),
    "operator": operator,
    "former moderator": make_former_moderator,
    "superuser": lambda: make_person(is_superuser=True),
}


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return client


def titles(response):
    return [item.subject for item in response.context["object_list"]]


def test_the_address_is_plain():
    assert reverse("moderation:queue") == QUEUE


def test_the_most_urgent_text_comes_first(desk):
    now = timezone.now()
    for subject, hours in (("later", 5), ("late", -3), ("soon", 1)):
        item = make_item(subject=subject)
        ModeratedText.objects.filter(pk=item.pk).update(due_at=now + timedelta(hours=hours))
    response = desk.get(QUEUE)
    assert titles(response) == ["late", "soon", "later"]
    page = response.content.decode()
    assert "3 texts wait." in page
    assert "1 is late." in page


def test_filters(desk):
    agency = AgencyFactory()
    make_item(subject="one", language="kk", agency=agency)
    late = make_item(subject="two")
    yesterday = timezone.now() - timedelta(days=1)
    ModeratedText.objects.filter(pk=late.pk).update(due_at=yesterday)
    assert titles(desk.get(QUEUE, {"language": "kk"})) == ["one"]
    assert titles(desk.get(QUEUE, {"agency": agency.pk})) == ["one"]
    assert titles(desk.get(QUEUE, {"late": "yes"})) == ["two"]
    assert len(titles(desk.get(QUEUE, {"kind": KIND}))) == 2
    assert titles(desk.get(QUEUE, {"kind": KIND, "language": "en"})) == []


def test_an_empty_queue_says_so(desk):
    assert "Nothing waits." in desk.get(QUEUE).content.decode()


def test_fifty_on_a_page(desk):
    ModeratedText.objects.bulk_create(
        ModeratedText(
            kind=KIND,
            target_id=str(n),
            language="ru",
            subject=f"{n}",
            body="x",
            due_at=timezone.now(),
        )
        for n in range(51)
    )
    assert len(titles(desk.get(QUEUE))) == 50
    assert len(titles(desk.get(QUEUE, {"p": 2}))) == 1


def test_one_row_and_ten_rows_cost_the_same(desk):
    make_workflow()
    make_item(agency=AgencyFactory())
    desk.get(QUEUE)
    with CaptureQueriesContext(connection) as one:
        desk.get(QUEUE)
    for _ in range(9):
        make_item(agency=AgencyFactory())
    with CaptureQueriesContext(connection) as ten:
        response = desk.get(QUEUE)
    assert len(titles(response)) == 10
    assert len(ten) == len(one)


def test_ten_rows_and_a_thousand_cost_the_same(desk, moderator):
    def fill(numbers):
        ModeratedText.objects.bulk_create(
            ModeratedText(
                kind=KIND,
                target_id=str(n),
                language="ru",
                subject=f"{n}",
                body="x",
                due_at=timezone.now(),
                claimed_by=moderator,
                claimed_at=timezone.now(),
                claimed_until=timezone.now() + timedelta(minutes=9),
            )
            for n in numbers
        )

    fill(range(10))
    desk.get(QUEUE)
    with CaptureQueriesContext(connection) as ten:
        desk.get(QUEUE)
    fill(range(10, 1000))
    with CaptureQueriesContext(connection) as thousand:
        response = desk.get(QUEUE)
    assert len(titles(response)) == 50
    assert len(thousand) == len(ten)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_queue_does_not_exist_for_others(client, who):
    item = make_item()
    person = OUTSIDERS[who]()
    client.force_login(person)
    pass_factor(client, person)
    # Without any role the guard of the CMS answers first.
    closed = 403 if who == "former moderator" else 404
    for address in (QUEUE, f"{QUEUE}results/", f"{QUEUE}{item.pk}/"):
        assert client.get(address, follow=True).status_code == closed
    sent = {"decision": "approve"}
    assert client.post(f"{QUEUE}{item.pk}/", sent, follow=True).status_code == closed
    assert ModeratedText.objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_menu_and_the_home_say_nothing_to_others(client, who):
    make_item()
    client.force_login(OUTSIDERS[who]())
    page = client.get("/cms/").content.decode()
    assert QUEUE not in page
    assert SECRET not in page


def test_visitors_are_asked_to_sign_in(client):
    response = client.get(QUEUE)
    assert response.status_code == 302
    assert "/login" in response["Location"]


def test_the_role_ends_between_two_requests(desk, moderator):
    assert desk.get(QUEUE).status_code == 200
    moderator.roles.update(valid_to=timezone.now())
    assert desk.get(QUEUE, follow=True).status_code == 403


def test_the_home_shows_moderators_how_much_waits(desk):
    make_item()
    page = desk.get("/cms/").content.decode()
    assert "1 text waits for a moderator" in page
    assert QUEUE in page
