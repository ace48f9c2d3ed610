"""The first operator of a fresh installation."""

import io
import json

from django.core.management import CommandError, call_command

import pytest

from accounts.models import Role, RoleKind
from accounts.people import Profile, iin_hash, person_upsert
from accounts.readers import reader_for
from accounts.services import roles_claim

pytestmark = pytest.mark.django_db

IIN = "010101100018"


def name_first(monkeypatch, iin: str) -> dict[str, object]:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{iin}\n"))
    out = io.StringIO()
    call_command("operator_first", stdout=out)
    return json.loads(out.getvalue())


def sign_in(iin: str):
    profile = Profile(subject="s", iin=iin, surname="А", name="Б", patronymic="", phone=None)
    user = person_upsert(profile, language="kk")
    roles_claim(user)
    return user


def test_the_role_waits_for_the_first_sign_in(monkeypatch):
    assert name_first(monkeypatch, IIN)["kind"] == RoleKind.OPERATOR
    assert Role.objects.get().iin_hash == iin_hash(IIN)
    assert reader_for(sign_in(IIN)).has(RoleKind.OPERATOR)


def test_somebody_known_gets_it_at_once(monkeypatch):
    user = sign_in(IIN)
    name_first(monkeypatch, IIN)
    assert reader_for(user).has(RoleKind.OPERATOR)


def test_another_person_gets_nothing(monkeypatch):
    name_first(monkeypatch, IIN)
    assert not reader_for(sign_in("020202200019")).is_staff


def test_a_second_first_operator_is_refused(monkeypatch):
    name_first(monkeypatch, IIN)
    with pytest.raises(CommandError):
        name_first(monkeypatch, IIN)
    assert Role.objects.count() == 1


@pytest.mark.parametrize("iin", ["", "123", "010101100019", "abcdefghijkl"])
def test_a_wrong_iin_is_refused(monkeypatch, iin):
    with pytest.raises(CommandError):
        name_first(monkeypatch, iin)
    assert not Role.objects.exists()
