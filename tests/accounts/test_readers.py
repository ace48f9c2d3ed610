"""Who is reading: only roles in force this very moment count."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

import pytest

from accounts.models import Role, RoleKind, User
from accounts.readers import reader_for
from core.audience import PUBLIC
from tests.factories.agencies import AgencyFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def user() -> User:
    return User.objects.create(username="p-somebody", subject_key="0" * 64)


def give(user: User, kind: str = RoleKind.MODERATOR, **fields) -> Role:
    return Role.objects.create(user=user, kind=kind, **fields)


def test_visitor_and_switched_off_person_are_the_public(user):
    give(user)
    user.is_active = False
    assert reader_for(None) == reader_for(AnonymousUser()) == reader_for(user) == PUBLIC
    assert reader_for(None).is_public


def test_citizen_is_somebody_without_roles(user):
    reader = reader_for(user)
    assert reader.is_person(user.pk)
    assert (reader.is_public, reader.is_staff, reader.roles) == (False, False, frozenset())


def test_roles_not_begun_or_ended_give_nothing(user):
    now = timezone.now()
    give(user, valid_from=now + HOUR)
    give(user, RoleKind.OPERATOR, valid_from=now - 2 * HOUR, valid_to=now - HOUR)
    assert not reader_for(user).is_staff


def test_role_ends_the_second_it_ends(user, monkeypatch):
    end = timezone.now() + HOUR
    give(user, valid_to=end)
    monkeypatch.setattr(timezone, "now", lambda: end - timedelta(seconds=1))
    assert reader_for(user).has(RoleKind.MODERATOR)
    monkeypatch.setattr(timezone, "now", lambda: end)
    assert not reader_for(user).has(RoleKind.MODERATOR)


def test_roles_name_their_agency_and_nobody_elses(user):
    own, other = AgencyFactory(), AgencyFactory()
    give(user, RoleKind.CLERK, agency=own)
    give(User.objects.create(username="p-other"), RoleKind.EDITOR, agency=other)
    reader = reader_for(user)
    assert reader.agencies_as(RoleKind.CLERK, RoleKind.HEAD) == {own.pk}
    assert reader.works_at(own.pk, RoleKind.CLERK)
    assert not reader.works_at(own.pk, RoleKind.HEAD)
    assert not reader.works_at(other.pk)


def test_one_query(user, django_assert_num_queries):
    for kind in (RoleKind.MODERATOR, RoleKind.OPERATOR, RoleKind.AUDITOR):
        give(user, kind)
    with django_assert_num_queries(1):
        assert len(reader_for(user).roles) == 3
