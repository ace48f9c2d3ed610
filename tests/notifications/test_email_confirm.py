"""An address for mails: asked for, confirmed by its link, taken away."""

import re
from datetime import timedelta
from typing import Any

from django.core import mail
from django.test import Client
from django.utils import timezone

import pytest
from freezegun import freeze_time

from accounts.models import User
from core.errors import Refused, TooMany
from ledger.models import Event
from notifications.models import Reach
from notifications.services import (
    channels_set,
    email_confirm,
    email_drop,
    email_want,
    quiet_set,
    reach_of,
    stop_all,
    stop_end,
)
from notifications.services.reaching import LETTERS_A_DAY, LETTERS_AN_HOUR, email_token
from tests.factories.notifications import ReachFactory, make_reader
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db
ADDRESS = "reader@example.kz"
# Counting begins in the middle of a window of rates.
NOON = "2026-11-23T07:30:00+00:00"


@pytest.fixture
def stranger() -> Client:
    """Whoever opens the mail: on another device, not signed in."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


def want(user: User, email: str = ADDRESS) -> str:
    """Ask, and read the link in the letter: its path."""
    email_want(user=user, email=email, language="en")
    found = re.search(r"https?://[^/\s]+(/en/notices/email/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def asked() -> tuple[User, str]:
    user = make_citizen()
    return user, want(user)


# Asking


def test_letter_goes_to_the_address_and_nothing_else_does() -> None:
    user, _link = asked()
    assert [message.to for message in mail.outbox] == [[ADDRESS]]
    reach = reach_of(user)
    assert (reach.email, reach.email_on, str(reach.email_wanted)) == (None, False, ADDRESS)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_letter_is_in_the_language_of_the_page(language: str) -> None:
    email_want(user=make_citizen(), email=ADDRESS, language=language)
    assert f"/{language}/notices/email/" in str(mail.outbox[0].body)


@pytest.mark.parametrize(
    "email",
    [
        "",
        " ",
        "reader",
        "@example.kz",
        "reader@",
        "reader@example",
        "a b@example.kz",
        "reader@example.kz\nBcc: x@example.kz",
        "reader@example.kz, other@example.kz",
        "Reader <reader@example.kz>",
        "оқырман@example.kz",
        "r" * 250 + "@example.kz",
        "reader@example.kz\x00",
    ],
)
def test_what_is_no_address(email: str) -> None:
    user = make_citizen()
    with pytest.raises(Refused) as refused:
        email_want(user=user, email=email, language="en")
    assert refused.value.code == "email"
    assert (mail.outbox, Reach.objects.count()) == ([], 0)


def test_address_in_use_is_not_asked_for_again() -> None:
    user = make_reader(email=ADDRESS)
    with pytest.raises(Refused) as refused:
        email_want(user=user, email=ADDRESS, language="en")
    assert refused.value.code == "confirmed"
    assert mail.outbox == []


def test_address_that_bounced_may_be_confirmed_anew() -> None:
    user = make_reader(email=ADDRESS, blocked=True)
    email_confirm(token=want(user).split("/")[-2])
    assert reach_of(user).email_blocked_at is None


def letters_until_refused(people: list[User], addresses: list[str]) -> int:
    """How many letters go out when each person in turn asks for an address."""
    for user, email in zip(people, addresses, strict=True):
        try:
            email_want(user=user, email=email, language="en")
        except TooMany:
            return len(mail.outbox)
    raise AssertionError("nobody counts")


@freeze_time(NOON)
def test_letters_are_counted_by_person() -> None:
    addresses = [f"reader-{number}@example.kz" for number in range(20)]
    assert letters_until_refused([make_citizen()] * 20, addresses) == LETTERS_AN_HOUR
    want(make_citizen(), "other@example.kz")


@freeze_time(NOON)
def test_letters_are_counted_by_address() -> None:
    """Many people can't fill one mailbox, however they write it."""
    people = [make_citizen() for _ in range(6)]
    addresses = ["Reader@example.kz", "reader@Example.KZ"] * 3
    assert letters_until_refused(people, addresses) == LETTERS_A_DAY
    want(people[-1], "other@example.kz")


def test_event_and_log_hold_no_address() -> None:
    user, link = asked()
    email_confirm(token=link.split("/")[-2])
    email_drop(user=user)
    said = str(list(Event.objects.values_list("verb", "data", "target_id")))
    assert "reach.email_confirm" in said
    assert ADDRESS not in said


def test_link_tells_no_address() -> None:
    _user, link = asked()
    assert "reader" not in link
    assert "example" not in link


# Confirming


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing(stranger: Client, method: str) -> None:
    user, link = asked()
    for _ in range(3):
        assert getattr(stranger, method)(link).status_code == 200
    assert reach_of(user).email is None


def test_button_confirms(stranger: Client) -> None:
    user, link = asked()
    assert "<form" in stranger.get(link).content.decode()
    assert stranger.post(link).status_code == 200
    reach = reach_of(user)
    assert (str(reach.email), reach.email_on, reach.email_wanted) == (ADDRESS, True, None)


def test_page_tells_neither_address_nor_person(stranger: Client) -> None:
    user, link = asked()
    for html in (stranger.get(link), stranger.post(link)):
        for secret in (ADDRESS, user.username, "Үлгіева"):
            assert secret not in html.content.decode()


def test_page_is_for_nobody_elses_eyes(stranger: Client) -> None:
    answer = stranger.get(asked()[1])
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]


def test_link_works_within_two_days_and_no_longer(stranger: Client) -> None:
    user, link = asked()
    with freeze_time(timezone.now() + timedelta(hours=48, minutes=1)):
        for method in (stranger.get, stranger.post):
            assert method(link).status_code == 410
    assert reach_of(user).email is None
    with freeze_time(timezone.now() + timedelta(hours=47)):
        assert stranger.post(link).status_code == 200


def test_link_works_once(stranger: Client) -> None:
    user, link = asked()
    stranger.post(link)
    email_drop(user=user)
    assert stranger.post(link).status_code == 410
    assert reach_of(user).email is None


def test_link_is_for_the_address_it_went_to(stranger: Client) -> None:
    """Asked for another one since: the first link confirms neither."""
    user, first = asked()
    second = want(user, "another@example.kz")
    assert stranger.post(first).status_code == 410
    assert reach_of(user).email is None
    assert stranger.post(second).status_code == 200
    assert str(reach_of(user).email) == "another@example.kz"


def test_link_is_for_the_person_who_asked(stranger: Client) -> None:
    """Somebody signed in who opens another's link gets nothing of it."""
    user, link = asked()
    other = make_citizen()
    stranger.force_login(other)
    strict = Client()
    strict.force_login(other)
    strict.post(link)
    assert reach_of(other).email is None
    assert str(reach_of(user).email or ADDRESS) == ADDRESS


def test_same_address_of_two_people_are_two_links(stranger: Client) -> None:
    first, second = make_citizen(), make_citizen()
    link = want(first)
    want(second)
    stranger.post(link)
    assert str(reach_of(first).email) == ADDRESS
    assert reach_of(second).email is None


def test_address_in_use_stays_until_the_new_one_is_confirmed() -> None:
    user = make_reader(email=ADDRESS)
    want(user, "new@example.kz")
    assert (str(reach_of(user).email), reach_of(user).email_on) == (ADDRESS, True)


@pytest.mark.parametrize("change", ["cut", "longer", "other", "empty", "nul", "swap"])
def test_invented_links(stranger: Client, change: str) -> None:
    user, link = asked()
    token = link.split("/")[-2]
    head, _colon, sign = token.rpartition(":")
    others = email_token(ReachFactory(wanted=True)).rpartition(":")[2]
    forged = {
        "cut": token[:-1],
        "longer": f"{token}A",
        "other": f"{head}:{others}",
        "empty": "x",
        "nul": "%00",
        "swap": f"{sign}:{head}",
    }[change]
    for method in (stranger.get, stranger.post):
        assert method(f"/en/notices/email/{forged}/").status_code in (404, 410)
    assert reach_of(user).email is None


def test_link_of_somebody_switched_off(stranger: Client) -> None:
    user, link = asked()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert stranger.post(link).status_code == 410


# Channels and hours


def test_mail_needs_a_confirmed_address() -> None:
    user, _link = asked()
    with pytest.raises(Refused) as refused:
        channels_set(user=user, email_on=True, sms_on=False)
    assert refused.value.code == "no_email"
    assert not reach_of(user).email_on


def test_sms_needs_a_phone() -> None:
    user = make_citizen()
    with pytest.raises(Refused) as refused:
        channels_set(user=user, email_on=False, sms_on=True)
    assert refused.value.code == "no_phone"
    with_phone = make_citizen(phone="+77990000555")
    assert channels_set(user=with_phone, email_on=False, sms_on=True).sms_on


def test_dropped_address_is_nowhere() -> None:
    user = make_reader(email=ADDRESS)
    want(user, "new@example.kz")
    reach = email_drop(user=user)
    assert (reach.email, reach.email_wanted, reach.email_hash, reach.email_on) == (
        None,
        None,
        "",
        False,
    )


@pytest.mark.parametrize(("start", "end"), [(-1, 8), (22, 24), (99, 99)])
def test_hours_of_no_day(start: int, end: int) -> None:
    user = make_reader()
    with pytest.raises(Refused) as refused:
        quiet_set(user=user, quiet_from=start, quiet_to=end)
    assert refused.value.code == "hours"


def test_stopping_everything_and_going_on() -> None:
    user: Any = make_reader(email=ADDRESS, sms=True)
    assert stop_all(user=user).stopped_at is not None
    reach = stop_end(user=user)
    assert (reach.stopped_at, reach.email_on, reach.sms_on, str(reach.email)) == (
        None,
        True,
        True,
        ADDRESS,
    )


def test_link_of_somebody_whose_data_is_blocked(stranger: Client) -> None:
    """Blocked data isn't changed, by the link either; unblocked, it works again."""
    user = make_citizen()
    link = want(user)
    User.objects.filter(pk=user.pk).update(data_blocked_at=timezone.now())
    assert stranger.get(link).status_code == 410
    assert Client().post(link).status_code == 410
    assert reach_of(user).email is None
    User.objects.filter(pk=user.pk).update(data_blocked_at=None)
    assert Client().post(link).status_code == 200
    assert reach_of(user).email == ADDRESS
