"""Who may do what: every verb for every kind of person."""

from dataclasses import dataclass

import pytest

from accounts.models import RoleKind, User
from accounts.readers import reader_for
from agencies.models import Agency
from appeals import permissions
from appeals.desk.selectors import desk_list
from appeals.models import Appeal, Redirect
from appeals.selectors import appeal_get, author_list
from appeals.services import (
    answer_publish,
    appeal_publication_refuse,
    appeal_publish,
    appeal_take,
    appeal_unpublish,
)
from core.audience import PUBLIC
from core.errors import NotAllowed
from tests.appeals import people
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AnswerFactory, AppealFactory, RedirectFactory
from tests.factories.moderation import make_grounds
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db

PEOPLE = [
    "author",
    "citizen",
    "clerk_a",
    "head_a",
    "editor_a",
    "clerk_b",
    "moderator",
    "operator",
    "former_clerk_a",
    "editor_a_clerk_b",
    "author_clerk_a",
    "author_clerk_b",
    "switched_off_clerk_a",
]


@dataclass
class Scene:
    """An application of ``author`` held by agency A, maybe offered to B."""

    a: Agency
    b: Agency
    author: User

    def person(self, name: str) -> User:
        """Somebody of this name; the author where it says so."""
        user = self.author if name.startswith("author") else make_person()
        former = name.startswith("former")
        for part, agency in (("_a", self.a), ("_b", self.b)):
            for kind in (RoleKind.CLERK, RoleKind.HEAD, RoleKind.EDITOR):
                if f"{kind.value}{part}" in name:
                    people.add_role(user, kind, agency, ended=former)
        if name in ("moderator", "operator"):
            people.add_role(user, name)
        if name.startswith("switched_off"):
            user.is_active = False
            user.save()
        return user

    def appeal(self, **traits) -> Appeal:
        office = OfficeFactory(agency=self.a)
        return AppealFactory(office=office, author=self.author, **traits)

    def offer(self, appeal: Appeal) -> Redirect:
        return RedirectFactory(appeal=appeal, to_agency=self.b)


@pytest.fixture
def scene() -> Scene:
    return Scene(AgencyFactory(), AgencyFactory(), make_person())


def attempt(verb: str, scene: Scene, actor: User) -> None:
    if verb == "take":
        people.take(scene.appeal(), actor)
    elif verb == "answer":
        people.answer(scene.appeal(), actor)
    elif verb == "redirect":
        people.hand_over(scene.appeal(), actor, scene.b)
    elif verb == "accept":
        people.accept(scene.offer(scene.appeal()), actor)
    elif verb == "return":
        people.send_back(scene.offer(scene.appeal()), actor)
    elif verb == "withdraw":
        people.withdraw(scene.appeal(), actor)
    else:
        decide(verb, scene, actor)


def decide(verb: str, scene: Scene, actor: User) -> None:
    words = {"subject": "С", "body": "Слово", "cuts": []}
    if verb == "publish":
        appeal_publish(appeal_id=scene.appeal().pk, actor=actor, **words)
    elif verb == "refuse":
        ground = make_grounds()["abuse"]
        appeal_publication_refuse(appeal_id=scene.appeal().pk, ground=ground, note="", actor=actor)
    elif verb == "unpublish":
        appeal_unpublish(appeal_id=scene.appeal(published=True).pk, actor=actor)
    else:
        answer = AnswerFactory(appeal=scene.appeal(published=True))
        answer_publish(answer_id=answer.pk, body="Слово", cuts=[], actor=actor)


MAY = {
    "take": {"clerk_a", "head_a"},
    "answer": {"clerk_a", "head_a"},
    "redirect": {"clerk_a", "head_a"},
    "accept": {"clerk_b", "editor_a_clerk_b"},
    "return": {"clerk_b", "editor_a_clerk_b"},
    "withdraw": {"author", "author_clerk_a", "author_clerk_b"},
    "publish": {"moderator"},
    "refuse": {"moderator"},
    "unpublish": {"moderator"},
    "publish answer": {"moderator"},
}


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("verb", MAY)
def test_a_verb_is_for_those_who_may(scene, verb, name):
    actor = scene.person(name)
    if name in MAY[verb]:
        attempt(verb, scene, actor)
        return
    with pytest.raises(NotAllowed) as refusal:
        attempt(verb, scene, actor)
    assert (refusal.value.code, refusal.value.status) == ("not_allowed", 403)
    assert Appeal.objects.get().state == "registered"


def test_a_visitor_may_nothing(scene):
    appeal = scene.appeal()
    with pytest.raises(NotAllowed):
        appeal_take(appeal_id=appeal.pk, actor=scene.author, reader=PUBLIC)


READ_PENDING = {
    "author",
    "clerk_a",
    "head_a",
    "author_clerk_a",
    "author_clerk_b",
}
READ_OFFERED = READ_PENDING | {"clerk_b", "editor_a_clerk_b"}


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("offered", [False, True])
def test_an_unpublished_application_is_read_by_few(scene, name, offered):
    appeal = scene.appeal()
    if offered:
        scene.offer(appeal)
    reader = reader_for(scene.person(name))
    if name in (READ_OFFERED if offered else READ_PENDING):
        assert appeal_get(appeal.number, reader) == appeal
    else:
        with pytest.raises(Appeal.DoesNotExist):
            appeal_get(appeal.number, reader)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_published_application_is_read_by_all_its_original_by_few(scene, name):
    appeal = scene.appeal(published=True)
    reader = reader_for(scene.person(name))
    assert appeal_get(appeal.number, reader) == appeal
    assert permissions.can_read_original(reader, appeal) == (name in READ_PENDING)


@pytest.mark.parametrize("name", PEOPLE)
def test_the_desk_holds_the_own_agency_s_only(scene, name):
    appeal = scene.appeal()
    offered = scene.offer(scene.appeal(in_work=True)).appeal
    reader = reader_for(scene.person(name))
    works_at_a = name in ("clerk_a", "head_a", "author_clerk_a")
    works_at_b = name in ("clerk_b", "editor_a_clerk_b", "author_clerk_b")
    assert list(desk_list(reader, "registered")) == ([appeal] if works_at_a else [])
    assert list(desk_list(reader, "in_work")) == ([offered] if works_at_a else [])
    assert list(desk_list(reader, "incoming")) == ([offered] if works_at_b else [])


def test_a_person_lists_the_own_applications_only(scene):
    mine = scene.appeal()
    AppealFactory()
    AppealFactory(published=True)
    assert list(author_list(reader_for(scene.author))) == [mine]
    assert list(author_list(PUBLIC)) == []
