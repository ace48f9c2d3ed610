"""Devices: where a person is signed in, ending one session, ending all others."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

import pytest

from accounts.browsers import browser_label
from accounts.models import Device, User
from accounts.services import devices_prune
from accounts.services.devices import session_hash
from ledger.models import Event
from tests.factories.people import make_citizen

PAGE = "/en/account/devices/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/128.0.0.0 Mobile Safari/537.36"
)
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.mark.parametrize(
    ("said", "label"),
    [
        (PHONE, "Chrome, Android"),
        (LAPTOP, "Firefox, Windows"),
        (PHONE.replace("Chrome/", "YaBrowser/24 Chrome/"), "Yandex, Android"),
        ("Mozilla/5.0 (iPhone; CPU) Version/17 Mobile Safari/604.1", "Safari, iPhone"),
        ("", ""),
        ("<script>alert(1)</script>", ""),
        ("x" * 100_000, ""),
    ],
)
def test_browser_in_two_words(said: str, label: str) -> None:
    assert browser_label(said) == label


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_citizen()


def test_each_signing_in_is_noted_and_marked(person: User) -> None:
    first = signed_in(person)
    signed_in(person)
    page = first.get(PAGE).content.decode()
    assert page.count('<article class="row">') == 2
    assert page.count("this device") == 1


def test_nobody_sees_anothers_devices(person: User) -> None:
    signed_in(make_citizen())
    assert signed_in(person).get(PAGE).content.decode().count('<article class="row">') == 1


def test_key_of_a_session_lies_encrypted(person: User) -> None:
    client = signed_in(person)
    key = client.session.session_key
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key, session_hash FROM accounts_device")
        stored = "".join(
            part if isinstance(part, str) else bytes(part).decode("latin-1")
            for part in cursor.fetchone()
        )
    assert key is not None
    assert key not in stored
    assert key not in signed_in(person).get(PAGE).content.decode()


def test_ending_one_leaves_the_others(person: User) -> None:
    here, there, third = signed_in(person), signed_in(person), signed_in(person)
    target = next(d for d in Device.objects.all() if d.session_key == there.session.session_key)
    here.post(PAGE, {"id": str(target.public_id)})
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
    assert Event.objects.filter(verb="device.end").count() == 1


def test_nobody_ends_anothers_session(person: User) -> None:
    other = signed_in(make_citizen())
    target = Device.objects.get()
    answer = signed_in(person).post(PAGE, {"id": str(target.public_id)})
    assert answer.status_code == 404
    assert is_in(other)


@pytest.mark.parametrize("said", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_ids_that_are_none(person: User, said: str) -> None:
    client = signed_in(person)
    assert client.post(PAGE, {"id": said}).status_code == 404
    assert is_in(client)


def test_ending_all_others_ends_also_what_was_never_noted(person: User) -> None:
    here, there, unknown = signed_in(person), signed_in(person), signed_in(person)
    Device.objects.exclude(session_hash__in=_hashes(here, there)).delete()
    here.post(PAGE, {"everywhere": "1"})
    assert (is_in(here), is_in(there), is_in(unknown)) == (True, False, False)
    assert Device.objects.filter(user=person).count() == 1
    assert "this device" in here.get(PAGE).content.decode()
    assert Event.objects.filter(verb="device.end_all").count() == 1


def test_ending_all_touches_nobody_else(person: User) -> None:
    other = signed_in(make_citizen())
    signed_in(person).post(PAGE, {"everywhere": "1"})
    assert is_in(other)


def test_get_ends_nothing(person: User) -> None:
    here, there = signed_in(person), signed_in(person)
    here.get(PAGE, {"everywhere": "1"})
    assert is_in(there)


def test_signing_out_forgets_the_device(person: User) -> None:
    client = signed_in(person)
    client.logout()
    assert not Device.objects.exists()


def test_another_person_at_the_same_browser_is_another_device(person: User) -> None:
    client = signed_in(person)
    other = make_citizen()
    client.force_login(other)
    assert is_in(client)
    assert Device.objects.filter(user=other).count() == 1


def test_old_ones_are_thrown_away(person: User) -> None:
    signed_in(person)
    Device.objects.update(signed_in_at=timezone.now() - timedelta(days=2))
    signed_in(person)
    assert devices_prune() == 1
    assert Device.objects.count() == 1


def test_session_that_ended_by_itself_is_not_shown(person: User) -> None:
    client = signed_in(person)
    signed_in(person)
    mine = client.session.session_key
    Session.objects.exclude(session_key=mine).update(expire_date=timezone.now())
    assert client.get(PAGE).content.decode().count('<article class="row">') == 1


def _hashes(*clients: Client) -> list[str]:
    return [session_hash(str(client.session.session_key)) for client in clients]
