"""Stopping from a link: one POST without signing in; opening it changes nothing."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

import pytest
from freezegun import freeze_time

from notifications.models import Delivery, Notice, Reach, Subscription
from notifications.selectors import subscriptions_of
from notifications.services import email_drop, notice_write
from notifications.services.stopping import stop_token, stop_url
from tests.factories.notifications import (
    DeliveryFactory,
    SubscriptionFactory,
    make_event,
    make_reader,
)
from tests.notifications.post import tell

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def stranger() -> Client:
    """Nobody signed in, no cookies, no token: a mail program, or whoever holds the link."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


def link(delivery: Delivery) -> str:
    return f"/en/notices/stop/{stop_token(delivery)}/"


def followed_delivery(**traits: Any) -> Delivery:
    """A mail that came because somebody follows all surveys."""
    reader = make_reader()
    subscription = SubscriptionFactory(user=reader, **traits)
    notice_write(
        user_id=reader.pk,
        kind="survey.results",
        data={"thing": ["surveys", ""]},
        event=make_event(),
        subscription=subscription,
    )
    return Delivery.objects.get(user=reader)


def own_delivery() -> Delivery:
    return tell(make_reader(sms=True))[0]


def state_of_everything() -> list[Any]:
    return [
        sorted(Subscription.objects.values_list("pk", "pace")),
        sorted(Reach.objects.values_list("pk", "email_on", "sms_on", "stopped_at")),
        sorted(Delivery.objects.values_list("pk", "state")),
        sorted(Notice.objects.values_list("pk", "read_at")),
    ]


# Opening


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing(stranger: Client, method: str) -> None:
    links = [link(followed_delivery()), link(own_delivery())]
    before = state_of_everything()
    for address in links:
        for agent in ("Mozilla/5.0", "GoogleImageProxy", "SafeLinks"):
            answer = getattr(stranger, method)(address, headers={"user-agent": agent})
            assert answer.status_code == 200
    assert state_of_everything() == before


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_none(stranger: Client, method: str) -> None:
    address = link(followed_delivery())
    assert getattr(stranger, method)(address).status_code == 405
    assert Subscription.objects.count() == 1


def test_page_says_what_it_would_stop(stranger: Client) -> None:
    html = stranger.get(link(followed_delivery())).content.decode()
    assert "All surveys" in html
    assert "<form" in html


def test_page_is_for_nobody_elses_eyes(stranger: Client) -> None:
    answer = stranger.get(link(followed_delivery()))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]


def test_page_names_no_person(stranger: Client) -> None:
    delivery = followed_delivery()
    html = stranger.get(link(delivery)).content.decode()
    reach = Reach.objects.get(user=delivery.user)
    for secret in (str(reach.email), delivery.user.username, "Үлгіева", "Әлия"):
        assert secret not in html


# Stopping


def test_one_post_stops_what_the_mail_was_about(stranger: Client) -> None:
    delivery, other = followed_delivery(), followed_delivery()
    answer = stranger.post(link(delivery), ONE_CLICK)
    assert answer.status_code == 200
    assert list(Subscription.objects.values_list("user", flat=True)) == [other.user_id]
    assert Reach.objects.get(user=delivery.user).email_on, "its channel goes on"


def test_mail_of_ones_own_matter_stops_its_channel_only(stranger: Client) -> None:
    delivery = own_delivery()
    assert stranger.post(link(delivery), ONE_CLICK).status_code == 200
    reach = Reach.objects.get(user=delivery.user)
    assert (reach.email_on, reach.sms_on) == (False, True)


def test_digest_stops_its_channel(stranger: Client) -> None:
    reader = make_reader()
    SubscriptionFactory(user=reader)
    digest = DeliveryFactory(notice=None, user=reader, pace="daily", digest_on=timezone.localdate())
    stranger.post(link(digest), ONE_CLICK)
    assert not Reach.objects.get(user=reader).email_on
    assert Subscription.objects.count() == 1


def test_everything_of_the_channel(stranger: Client) -> None:
    delivery = followed_delivery()
    stranger.post(link(delivery), {"everything": "1"})
    assert not Reach.objects.get(user=delivery.user).email_on
    assert Subscription.objects.count() == 1


def test_twice_does_no_harm(stranger: Client) -> None:
    """A mail program that posts again must not stop more than was asked."""
    delivery = followed_delivery()
    for _ in range(3):
        assert stranger.post(link(delivery), ONE_CLICK).status_code == 200
    assert Reach.objects.get(user=delivery.user).email_on


def test_link_works_years_later(stranger: Client) -> None:
    delivery = followed_delivery()
    address = link(delivery)
    with freeze_time("2031-01-01"):
        assert stranger.post(address, ONE_CLICK).status_code == 200
    assert Subscription.objects.count() == 0


def test_link_is_the_same_at_each_try() -> None:
    delivery = followed_delivery()
    assert stop_url(delivery) == stop_url(Delivery.objects.get(pk=delivery.pk))


def test_somebody_signed_in_stops_for_whoever_got_the_mail(stranger: Client) -> None:
    delivery, reader = followed_delivery(), make_reader()
    own = SubscriptionFactory(user=reader)
    stranger.force_login(reader)
    stranger.post(link(delivery), ONE_CLICK)
    assert list(Subscription.objects.all()) == [own]


def test_what_waits_is_not_sent_any_more(stranger: Client) -> None:
    from tests.notifications.post import deliver_all

    delivery = followed_delivery()
    stranger.post(link(delivery), ONE_CLICK)
    assert [(item.outcome, item.reason) for item in deliver_all()] == [("dropped", "unfollowed")]


# Links that nobody sent


def test_invented_links(stranger: Client) -> None:
    delivery, other = followed_delivery(), followed_delivery()
    name, mark = stop_token(delivery).split("-")
    others_name, others_mark = stop_token(other).split("-")
    before = state_of_everything()
    for token in (
        f"{name}-{others_mark}",
        f"{others_name}-{mark}",
        f"{name}-{'0' * 32}",
        f"{name}-{mark[::-1]}",
        f"{'0' * 32}-{mark}",
        f"{name}-{mark.upper()}",
        name,
        f"{name}-",
        f"{name}-{mark}0",
        "x",
        "%00",
    ):
        for method in (stranger.get, stranger.post):
            assert method(f"/en/notices/stop/{token}/").status_code == 404, token
    assert state_of_everything() == before


def test_link_of_a_delivery_that_is_gone(stranger: Client) -> None:
    delivery = followed_delivery()
    address = link(delivery)
    Delivery.objects.all().delete()
    assert stranger.post(address, ONE_CLICK).status_code == 404
    assert Subscription.objects.count() == 1


# Taking it back


def undo_of(answer: Any) -> str:
    """The mark of the button "Take it back"; empty when the page has none."""
    found = re.search(r'name="undo" value="([^"]+)"', answer.content.decode())
    return found[1] if found else ""


def test_what_was_let_go_can_be_taken_back(stranger: Client) -> None:
    delivery = followed_delivery(weekly=True)
    mark = undo_of(stranger.post(link(delivery), ONE_CLICK))
    assert Subscription.objects.count() == 0
    for _ in range(2):
        assert stranger.post(link(delivery), {"undo": mark}).status_code == 200
    row = Subscription.objects.get()
    assert (row.user_id, row.kind, row.pace) == (delivery.user_id, "surveys", "weekly")


def test_channel_can_be_taken_back(stranger: Client) -> None:
    delivery = own_delivery()
    mark = undo_of(stranger.post(link(delivery), ONE_CLICK))
    stranger.post(link(delivery), {"undo": mark})
    assert Reach.objects.get(user=delivery.user).email_on


def test_address_that_was_forgotten_meanwhile_is_not_switched_on(stranger: Client) -> None:
    delivery = own_delivery()
    mark = undo_of(stranger.post(link(delivery), ONE_CLICK))
    email_drop(user=delivery.user)
    stranger.post(link(delivery), {"undo": mark})
    assert not Reach.objects.get(user=delivery.user).email_on


def test_nothing_to_take_back_when_nothing_changed(stranger: Client) -> None:
    delivery = followed_delivery()
    assert undo_of(stranger.get(link(delivery))) == ""
    stranger.post(link(delivery), ONE_CLICK)
    assert undo_of(stranger.post(link(delivery), ONE_CLICK)) == ""


def test_marks_that_are_old_invented_or_of_another_link(stranger: Client) -> None:
    delivery, other = followed_delivery(), followed_delivery()
    mark = undo_of(stranger.post(link(delivery), ONE_CLICK))
    others = undo_of(stranger.post(link(other), ONE_CLICK))
    for forged in (others, mark[:-1], f"{mark}A", "x", "", "\x00", stop_token(delivery)):
        assert stranger.post(link(delivery), {"undo": forged}).status_code == 200
    with freeze_time(timezone.now() + timedelta(hours=25)):
        assert stranger.post(link(delivery), {"undo": mark}).status_code == 200
    assert Subscription.objects.count() == 0
    assert Reach.objects.get(user=delivery.user).email_on, "it stopped nothing more either"


def test_search_let_go_by_link_comes_back_whole(stranger: Client) -> None:
    delivery = followed_delivery(of_search=True, words="көпір жөндеу")
    before = Subscription.objects.values("key", "pace", "language").get()
    mark = undo_of(stranger.post(link(delivery), ONE_CLICK))
    assert not Subscription.objects.exists()
    stranger.post(link(delivery), {"undo": mark})
    row = Subscription.objects.get()
    assert row.said == "көпір жөндеу"
    assert Subscription.objects.values("key", "pace", "language").get() == before
    assert [item.named for item in subscriptions_of(row.user)] == ["көпір жөндеу"]
