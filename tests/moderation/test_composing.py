"""Grounds, routes and steps in the CMS: operators, and chief moderators while their role lasts."""

from django.contrib.auth.models import Group
from django.utils import timezone

import pytest

from moderation.models import (
    DeskRules,
    Ground,
    LegalTask,
    ModerationTask,
    SecondReadingTask,
    SpellingTask,
    WorkflowRoute,
)
from moderation.seed import CHIEF_GROUP, GROUNDS, KINDS
from tests.factories.agencies import AgencyFactory
from tests.factories.moderation import (
    KIND,
    admit,
    make_decision,
    make_moderator,
    make_person,
    make_role,
    make_workflow,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notes")]

GROUND_LIST = "/cms/moderation-grounds/"
ROUTE_LIST = "/cms/moderation-routes/"
RULES = "/cms/moderation-rules/"


def chief():
    person = make_moderator()
    person.groups.add(Group.objects.get(name=CHIEF_GROUP))
    return person


def former_chief():
    person = chief()
    person.roles.update(valid_to=timezone.now())
    return person


def with_role(kind, **fields):
    person = make_person()
    make_role(person, kind, **fields)
    return admit(person)


INSIDERS = {"chief moderator": chief, "operator": lambda: with_role("operator")}
OUTSIDERS = {
    "moderator": make_moderator,
    "former chief": former_chief,
    "clerk": lambda: with_role("clerk", agency=AgencyFactory()),
}


@pytest.mark.parametrize("who", INSIDERS)
def test_grounds_and_routes_are_listed_and_changed(client, who, grounds):
    client.force_login(INSIDERS[who]())
    assert "abuse" in client.get(GROUND_LIST).content.decode()
    assert client.get(ROUTE_LIST).status_code == 200
    address = f"{GROUND_LIST}edit/{grounds['abuse'].pk}/"
    assert client.get(address).status_code == 200
    sent = {name: getattr(grounds["abuse"], name) for name in fields_of_a_ground()}
    sent = {name: value for name, value in sent.items() if value is not False}
    assert client.post(address, sent | {"title_kk": "Жаңа атау"}).status_code == 302
    assert Ground.objects.get(code="abuse").title_kk == "Жаңа атау"


def fields_of_a_ground():
    left_out = {"id"}
    return [field.name for field in Ground._meta.fields if field.name not in left_out]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_others_see_neither(client, who, grounds):
    client.force_login(OUTSIDERS[who]())
    addresses = [
        GROUND_LIST,
        ROUTE_LIST,
        f"{GROUND_LIST}create/",
        f"{GROUND_LIST}edit/{grounds['abuse'].pk}/",
        f"{ROUTE_LIST}create/",
    ]
    for address in addresses:
        assert client.get(address).status_code in (302, 403), address
    assert GROUND_LIST not in client.get("/cms/").content.decode()


def test_a_ground_is_never_deleted(client, grounds):
    client.force_login(chief())
    assert client.get(GROUND_LIST).status_code == 200
    client.post(f"{GROUND_LIST}delete/{grounds['abuse'].pk}/")
    assert Ground.objects.filter(code="abuse").exists()


def test_a_route_is_made_of_a_registered_kind_and_a_workflow_in_use(client):
    client.force_login(chief())
    workflow = make_workflow(kind="other")
    old = make_workflow(kind="old")
    old.deactivate()
    agency = AgencyFactory()
    words = {"kind": KIND, "workflow": workflow.pk, "agency": agency.pk}
    for wrong in ({"kind": "nothing"}, {"kind": ""}, {"workflow": old.pk}):
        assert client.post(f"{ROUTE_LIST}create/", words | wrong).status_code == 200
    assert not WorkflowRoute.objects.filter(kind=KIND).exists()
    assert client.post(f"{ROUTE_LIST}create/", words).status_code == 302
    assert WorkflowRoute.workflow_for(KIND, agency.pk) == workflow
    assert client.post(f"{ROUTE_LIST}create/", words).status_code == 200
    assert WorkflowRoute.objects.filter(kind=KIND).count() == 1


def test_the_chief_composes_a_step_in_the_cms(client):
    client.force_login(chief())
    address = "/cms/workflows/tasks/add/moderation/moderationtask/"
    assert "Two pairs of eyes" in client.get(address).content.decode()
    assert client.post(address, {"name": "Second", "another_person": "on"}).status_code == 302
    assert ModerationTask.objects.get(name="Second").another_person


@pytest.mark.parametrize(
    ("kind", "sent", "model"),
    [
        ("secondreadingtask", {"when": "found"}, SecondReadingTask),
        ("legaltask", {"when": "danger"}, LegalTask),
        ("spellingtask", {}, SpellingTask),
    ],
)
def test_the_chief_composes_every_type_of_step(client, kind, sent, model):
    client.force_login(chief())
    assert kind in client.get("/cms/workflows/tasks/select_type/").content.decode()
    address = f"/cms/workflows/tasks/add/moderation/{kind}/"
    if model is LegalTask:
        assert client.post(address, {"name": "Step", **sent}).status_code == 200
        sent = sent | {"groups": [Group.objects.create(name="Lawyers").pk]}
    assert client.post(address, {"name": "Step", **sent}).status_code == 302
    assert model.objects.get(name="Step").active


@pytest.mark.parametrize("who", OUTSIDERS)
def test_others_compose_no_step(client, who):
    client.force_login(OUTSIDERS[who]())
    address = "/cms/workflows/tasks/add/moderation/spellingtask/"
    assert client.post(address, {"name": "Step"}).status_code in (302, 403)
    assert not SpellingTask.objects.exists()


def test_the_chief_sets_the_rules_of_the_desk(client):
    client.force_login(chief())
    rules = DeskRules.current()
    rules.save()
    address = f"{RULES}edit/1/"
    for wrong in (
        {"claim_minutes": "0", "blind_percent": "3"},
        {"claim_minutes": "10", "blind_percent": "101"},
        {"claim_minutes": "", "blind_percent": "3"},
    ):
        assert client.post(address, wrong).status_code == 200
    assert client.post(address, {"claim_minutes": "20", "blind_percent": "5"}).status_code == 302
    rules = DeskRules.current()
    assert (rules.claim_minutes, rules.blind_percent) == (20, 5)
    client.post(f"{RULES}create/", {"claim_minutes": "9", "blind_percent": "9"})
    client.post(f"{RULES}delete/1/")
    assert DeskRules.objects.get().claim_minutes == 20


@pytest.mark.parametrize("who", OUTSIDERS)
def test_others_set_no_rules(client, who):
    DeskRules.current().save()
    client.force_login(OUTSIDERS[who]())
    for address in (RULES, f"{RULES}edit/1/"):
        assert client.get(address).status_code in (302, 403)
    client.post(f"{RULES}edit/1/", {"claim_minutes": "20", "blind_percent": "0"})
    assert DeskRules.current().blind_percent == 3


def test_the_list_of_grounds_says_how_often_each_was_used(client, grounds, moderator, notes):
    make_decision(moderator)
    make_decision(moderator)
    make_decision(moderator, refuse=False)
    found = {row.code: (row.refused, row.corrected) for row in Ground.objects.with_uses()}
    assert found["abuse"] == (2, 1)
    assert found["hatred"] == (0, 0)
    client.force_login(chief())
    assert "Refused on it" in client.get(GROUND_LIST).content.decode()


def test_what_a_new_installation_has():
    for code, for_refusal, for_cut, *_words in GROUNDS:
        ground = Ground.objects.get(code=code)
        assert (ground.for_refusal, ground.for_cut) == (for_refusal, for_cut)
        for language in ("kk", "ru", "en"):
            assert getattr(ground, f"title_{language}")
            assert getattr(ground, f"explanation_{language}")
    for kind in KINDS:
        [task] = WorkflowRoute.workflow_for(kind, None).tasks
        assert isinstance(task.specific, ModerationTask)
