"""Who reads in the leak tests, and the small demo with the marked words planted in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test import Client

import pytest

from agencies.models import Agency
from home.loading.content import shipped
from home.loading.demo import demo_load
from home.loading.indexing import pages_index
from tests.factories.factor import pass_factor
from tests.factories.people import make_staff
from tests.planted import (
    AUTHOR,
    MODERATOR,
    OPERATOR,
    House,
    Secrets,
    one_moderator_decides,
    person,
    plant,
    plant_draft,
)
from tests.planted_access import plant_access
from tests.planted_account import plant_account
from tests.planted_conferences import plant_conferences
from tests.planted_course import Course, plant_course
from tests.planted_surveys import plant_surveys

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CITIZEN, VISITOR, STAFF_A, STAFF_B, STAFF_C = "citizen", "visitor", "a", "b", "c"
HEAD_A, EDITOR_A, SECOND, AUDITOR = "a-head", "editor-a", "moderator-2", "auditor"
KEYS = {
    AUTHOR: "azamat",
    CITIZEN: "sample",
    STAFF_A: "a-clerk",
    STAFF_B: "b-clerk",
    HEAD_A: "a-head",
    MODERATOR: "moderator",
    SECOND: "moderator-2",
    OPERATOR: "operator",
}


@dataclass
class World:
    secrets: Secrets
    people: dict[str, Any]

    def client(self, reader: str, language: str = "ru") -> Client:
        client = Client(headers={"accept-language": language})
        if reader != VISITOR:
            client.force_login(self.people[reader], BACKEND)
        if reader not in (VISITOR, AUTHOR, CITIZEN):
            pass_factor(client, self.people[reader])
        return client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A small demo with the words planted in it; gone afterwards."""
    from django.conf import settings as live
    from django.test import override_settings

    with django_db_blocker.unblock(), override_settings(), transaction.atomic():
        live.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
        demo_load(lambda line: None, share=40)
        iins = {row["key"]: row["iin"] for row in shipped("standins/people.json")["people"]}
        people = {reader: person(iins[key]) for reader, key in KEYS.items()}
        houses = {name: house_of(name, people, iins) for name in (STAFF_A, STAFF_B)}
        houses[STAFF_C] = third_house(houses)
        people[STAFF_C] = houses[STAFF_C].clerk
        people[EDITOR_A] = make_staff("editor", houses[STAFF_A].agency)
        people[AUDITOR] = make_staff("auditor")
        secrets = plant({name: houses[name] for name in (STAFF_A, STAFF_B)}, people[MODERATOR])
        with one_moderator_decides():
            moderators = (people[MODERATOR], people[SECOND])
            plant_course(Course(secrets, houses, people[HEAD_A], moderators))
            plant_conferences(secrets, houses, people)
            plant_surveys(secrets, houses, people)
        plant_access(secrets, houses, people)
        plant_account(secrets, houses)
        plant_draft(secrets, houses[STAFF_A])
        pages_index()
        yield World(secrets, people)
        transaction.set_rollback(True)


def house_of(name: str, people: dict[str, Any], iins: dict[str, str]) -> House:
    agency = Agency.objects.get(roles__user=people[name], roles__kind="clerk")
    return House(
        name=name,
        agency=agency,
        office=agency.offices.order_by("order").first(),
        clerk=people[name],
        author=people[AUTHOR] if name == STAFF_A else person(iins["primer"]),
        topic=agency.topics.first().key,
        author_name=AUTHOR if name == STAFF_A else "",
    )


def third_house(known: dict[str, House]) -> House:
    """A body that holds parts only: its clerk sees nothing of the rest."""
    taken = [house.agency.pk for house in known.values()]
    agency = Agency.objects.filter(is_active=True).exclude(pk__in=taken).order_by("pk").first()
    assert agency
    return House(
        name=STAFF_C,
        agency=agency,
        office=agency.offices.order_by("order").first(),
        clerk=make_staff("clerk", agency),
        author=known[STAFF_B].author,
        topic=known[STAFF_B].topic,
        author_name="",
    )
