"""Every address of the desks, asked by everybody who has no business there."""

import uuid
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.readers import reader_for
from appeals.models import Appeal, Note
from appeals.services import answer_prepare
from appeals.services.noting import note_add
from appeals.wagtail_hooks import desk_urls
from tests.appeals import people
from tests.factories.agencies import OfficeFactory
from tests.factories.appeals import AppealFactory, CitizenFactory, RedirectFactory

pytestmark = pytest.mark.django_db

SECRET = "Зеленоглазая сойка у водокачки."
FILE = uuid.UUID(int=7)
# Which people an address is for; whoever else comes is turned away.
AGENCY, HEAD, OPERATOR, MODERATOR = "agency", "head", "operator", "moderator"
DOORS = {
    "appeals_desk": (AGENCY, ()),
    "appeals_desk_assign": (AGENCY, ()),
    "appeals_desk_head": (HEAD, ()),
    "appeals_desk_item": (AGENCY, ("number",)),
    "appeals_desk_identity": (AGENCY, ("number",)),
    "appeals_desk_sign": (HEAD, ("number",)),
    "appeals_desk_answer": (AGENCY, ("number",)),
    "appeals_desk_answer_file": (AGENCY, ("number", "file")),
    "appeals_moderator_file": (MODERATOR, ("number", "file")),
    "appeals_moderator_answer_file": (MODERATOR, ("number", "file")),
    "appeals_operator": (OPERATOR, ()),
    "appeals_operator_list": (OPERATOR, ("list",)),
    "appeals_operator_settle": (OPERATOR, ("number",)),
}
# Doors that take posts, with something that would do harm.
POSTS = {
    "appeals_desk_assign": {"sure": "yes"},
    "appeals_desk_head": {"word": "Переписать."},
    "appeals_desk_item": {"verb": "take"},
    "appeals_desk_sign": {"word": "Переписать."},
    "appeals_desk_answer": {"verb": "deliver", "deliver-seen": 1, "deliver-override": "on"},
    "appeals_operator_settle": {"reason": "Вам."},
}


@pytest.fixture
def appeal():
    """In work, with a note and a draft; a hand-over of it waits for the operator."""
    appeal = AppealFactory(in_work=True, text=SECRET, subject="Сойка")
    clerk = people.make_worker(appeal.agency)
    note_add(appeal_id=appeal.pk, actor=clerk, reader=reader_for(clerk), text=SECRET)
    body = f"{people.ANSWER} {SECRET}"
    answer_prepare(appeal_id=appeal.pk, actor=clerk, reader=reader_for(clerk), body=body, seen=0)
    RedirectFactory(appeal=appeal, state="operator")
    return appeal


def address(name: str, appeal: Appeal) -> str:
    values = {"number": appeal.number, "file": FILE, "list": "redirects"}
    return reverse(name, args=[values[key] for key in DOORS[name][1]])


def make(who: str, appeal: Appeal):
    def role(kind):
        return people.add_role(CitizenFactory(), kind).user

    return {
        "citizen": CitizenFactory,
        "author": lambda: appeal.author,
        "auditor": lambda: role("auditor"),
        "moderator": people.make_moderator,
        "operator": lambda: role("operator"),
        "editor": lambda: people.make_worker(appeal.agency, "editor"),
        "former": lambda: people.make_worker(appeal.agency, "head", ended=True),
        "foreign clerk": lambda: people.make_worker(OfficeFactory().agency),
        "foreign head": lambda: people.make_worker(OfficeFactory().agency, "head"),
        "clerk": lambda: people.make_worker(appeal.agency),
    }[who]()


ALLOWED = {
    AGENCY: {"foreign clerk", "foreign head", "clerk"},
    HEAD: {"foreign head"},
    OPERATOR: {"operator"},
    MODERATOR: {"moderator"},
}
EVERYBODY = [
    "visitor", "citizen", "author", "auditor", "moderator", "operator", "editor", "former",
    "foreign clerk", "foreign head", "clerk",
]  # fmt: skip


def test_every_address_of_the_desks_is_asked_here():
    assert {pattern.name for pattern in desk_urls()} == set(DOORS)


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_has_no_business_there_sees_and_does_nothing(client, appeal, name, who):
    if who != "visitor":
        client.force_login(make(who, appeal))
    is_inside = who in ALLOWED[DOORS[name][0]]
    if is_inside and who in ("clerk", "operator", "moderator"):
        pytest.skip("this person works there")
    before = Appeal.objects.values().get(pk=appeal.pk)
    url = address(name, appeal)
    said = {"number": appeal.number, "executor": str(appeal.author_id), **POSTS.get(name, {})}
    for answer in (client.get(url), client.post(url, said)):
        body = answer.content.decode() if answer.status_code != 302 else ""
        assert SECRET not in body
        if not is_inside:
            assert answer.status_code in (302, 403, 404)
        elif "number" in DOORS[name][1]:
            assert answer.status_code == 404
        elif f"/cms/applications/{appeal.number}/" in body:
            pytest.fail("another agency's application is listed")
    assert Appeal.objects.values().get(pk=appeal.pk) == before
    assert appeal.prepared.revision == 1
    assert Note.objects.count() == 1


def test_a_foreign_number_and_none_look_the_same_at_the_desk(client, appeal):
    client.force_login(make("foreign head", appeal))
    for name in ("appeals_desk_item", "appeals_desk_sign", "appeals_desk_answer"):
        foreign = client.get(reverse(name, args=[appeal.number]))
        none = client.get(reverse(name, args=["OD-1999-00000001"]))
        assert (foreign.status_code, none.status_code) == (404, 404)
        assert foreign.content.replace(appeal.number.encode(), b"") == none.content.replace(
            b"OD-1999-00000001", b""
        )


def test_a_page_left_open_when_the_role_ends_is_refused_in_plain_words(client, appeal):
    clerk = make("clerk", appeal)
    client.force_login(clerk)
    url = address("appeals_desk_item", appeal)
    assert SECRET in client.get(url).content.decode()
    now = timezone.now()
    clerk.roles.update(valid_from=now - timedelta(days=9), valid_to=now - timedelta(seconds=1))
    answer = client.post(url, {"verb": "note", "note-text": "Ещё одно."})
    assert answer.status_code == 403
    assert "or it has ended" in answer.content.decode()
    assert Note.objects.count() == 1


def test_a_page_left_open_by_somebody_who_still_works_elsewhere(client, appeal):
    clerk = people.make_worker(appeal.agency, ended=True)
    people.add_role(clerk, "clerk", OfficeFactory().agency)
    client.force_login(clerk)
    answer = client.post(
        address("appeals_desk_item", appeal), {"verb": "note", "note-text": "Ещё одно."}
    )
    assert answer.status_code == 403
    html = answer.content.decode()
    assert "Your role at this agency has ended" in html
    assert "Ещё одно." in html
    assert SECRET not in html
    assert Note.objects.count() == 1
