"""Deliveries: planned with the fact, checked when sent, tried again, given up."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

import pytest
from freezegun import freeze_time

from notifications.leases import LEASE, pause_after
from notifications.models import Channel, Delivery, DeliveryRules, Notice, Pace, Reach
from notifications.quiet import quiet_end
from notifications.services import notice_write
from notifications.services.delivering import deliver_next
from tests.factories.notifications import (
    DeliveryFactory,
    NoticeFactory,
    SubscriptionFactory,
    make_event,
    make_reader,
)
from tests.factories.people import make_citizen
from tests.notifications.post import Gateway, deliver_all, make_listener, states, tell

ALMATY = ZoneInfo("Asia/Almaty")
NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=ALMATY)
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=ALMATY)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


# Planning


def test_notice_and_deliveries_come_together() -> None:
    mail, sms = tell(make_reader(sms=True))
    assert (mail.channel, sms.channel) == (Channel.EMAIL, Channel.SMS)
    assert mail.message_id != sms.message_id
    assert states() == ["waiting"]


def test_fact_that_is_rolled_back_sends_nothing(gateway: Gateway) -> None:
    listener = make_listener()
    with transaction.atomic():
        tell(listener)
        transaction.set_rollback(True)
    assert deliver_all() == []
    assert (Notice.objects.count(), gateway.asked) == (0, [])


def test_one_event_tells_a_person_once() -> None:
    listener, event = make_listener(), make_event()
    for _ in range(2):
        notice_write(user_id=listener.pk, kind="appeal.taken", data={"number": "1"}, event=event)
    assert Delivery.objects.count() == 1


def test_second_delivery_of_a_notice_to_a_channel_is_impossible() -> None:
    delivery = DeliveryFactory(sms=True)
    with pytest.raises(IntegrityError):
        DeliveryFactory(notice=delivery.notice, sms=True)


@pytest.mark.parametrize(
    "traits",
    [
        {"portal_only": True},
        {"portal_only": True, "wanted": True},
        {"stopped": True},
        {"blocked": True},
    ],
)
def test_nothing_is_planned_for_whoever_is_not_to_be_reached(traits: dict[str, Any]) -> None:
    assert tell(make_reader(**traits)) == []
    assert Notice.objects.count() == 1


def test_nothing_is_planned_for_people_without_a_choice() -> None:
    assert tell(make_citizen(phone="+77990000777")) == []


def test_no_sms_without_a_phone() -> None:
    user = make_citizen()
    Reach.objects.create(user=user, sms_on=True)
    assert tell(user) == []


@pytest.mark.parametrize("pace", [Pace.DAILY, Pace.WEEKLY])
def test_what_is_followed_at_a_pace_waits_for_the_digest(pace: str) -> None:
    follower = make_reader(sms=True)
    subscription = SubscriptionFactory(user=follower, pace=pace)
    notice_write(
        user_id=follower.pk,
        kind="conference.summary",
        data={},
        event=make_event(),
        subscription=subscription,
    )
    delivery = Delivery.objects.get()  # no SMS: those go at once or not at all
    assert (delivery.channel, delivery.state, delivery.pace) == (Channel.EMAIL, "held", pace)
    assert deliver_next(timezone.now() + timedelta(days=30)) is None


# Quiet hours


@pytest.mark.parametrize(
    ("hours", "hour", "until"),
    [
        ((22, 8), 23, (24, 8)),
        ((22, 8), 22, (24, 8)),
        ((22, 8), 7, (23, 8)),
        ((22, 8), 8, None),
        ((22, 8), 21, None),
        ((13, 15), 14, (23, 15)),
        ((13, 15), 15, None),
        ((0, 0), 3, None),
        ((9, 9), 9, None),
        ((23, 0), 23, (24, 0)),
    ],
)
def test_quiet_hours(hours: tuple[int, int], hour: int, until: tuple[int, int] | None) -> None:
    moment = datetime(2026, 11, 23, hour, 15, tzinfo=ALMATY)
    reach = Reach(quiet_from=hours[0], quiet_to=hours[1])
    end = datetime(2026, 11, until[0], until[1], 0, tzinfo=ALMATY) if until else moment
    assert quiet_end(reach, moment) == end


def test_at_night_it_is_planned_for_the_morning(gateway: Gateway) -> None:
    with freeze_time(NIGHT):
        delivery = tell(make_listener(at_night=True))[0]
    assert delivery.due_at == MORNING
    assert deliver_next(MORNING - MINUTE) is None
    sent = deliver_next(MORNING)
    assert sent is not None
    assert sent.outcome == "sent"


def test_late_worker_keeps_quiet_too(gateway: Gateway) -> None:
    """Due before the night began, or quiet hours set meanwhile: no try is counted."""
    with freeze_time(NIGHT - timedelta(hours=2)):
        delivery = tell(make_listener(at_night=True))[0]
    outcome = deliver_next(NIGHT)
    assert outcome is not None
    assert outcome.outcome == "later"
    delivery.refresh_from_db()
    assert (delivery.due_at, delivery.tries, delivery.state) == (MORNING, 0, "waiting")
    assert gateway.asked == []


# Checks at the moment of sending


def stop(delivery: Delivery) -> None:
    Reach.objects.update(stopped_at=timezone.now())


def switch_off(delivery: Delivery) -> None:
    Reach.objects.update(sms_on=False)


def block(delivery: Delivery) -> None:
    Reach.objects.update(sms_blocked_at=timezone.now())


def deactivate(delivery: Delivery) -> None:
    type(delivery.user).objects.filter(pk=delivery.user_id).update(is_active=False)


def take_phone(delivery: Delivery) -> None:
    delivery.user.vault.phone = None
    delivery.user.vault.save()


def forget(delivery: Delivery) -> None:
    Reach.objects.all().delete()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (stop, "stopped"),
        (switch_off, "off"),
        (block, "blocked"),
        (deactivate, "inactive"),
        (take_phone, "no_address"),
        (forget, "portal_only"),
    ],
)
def test_whoever_may_not_be_told_any_more_gets_nothing(
    gateway: Gateway, change: Any, reason: str
) -> None:
    delivery = tell(make_listener())[0]
    change(delivery)
    assert [(o.outcome, o.reason) for o in deliver_all()] == [("dropped", reason)]
    assert gateway.asked == []
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason, delivery.tries) == ("dropped", reason, 0)


def test_stopped_between_two_tries(gateway: Gateway) -> None:
    delivery = tell(make_listener())[0]
    gateway.down = True
    deliver_all()
    stop(delivery)
    outcome = deliver_next(timezone.now() + timedelta(hours=1))
    assert outcome is not None
    assert (outcome.outcome, len(gateway.asked)) == ("dropped", 1)


def test_nothing_comes_of_what_is_followed_no_more(gateway: Gateway) -> None:
    listener = make_listener()
    subscription = SubscriptionFactory(user=listener)
    notice_write(
        user_id=listener.pk,
        kind="conference.summary",
        data={},
        event=make_event(),
        subscription=subscription,
    )
    subscription.delete()
    assert [o.reason for o in deliver_all()] == ["unfollowed"]
    assert gateway.asked == []


def test_nothing_comes_of_a_thing_that_is_not_public_any_more(gateway: Gateway) -> None:
    listener = make_listener()
    subscription = SubscriptionFactory(user=listener, kind="survey", key="never-was")
    notice_write(
        user_id=listener.pk,
        kind="conference.summary",
        data={"thing": ["survey", "never-was"]},
        event=make_event(),
        subscription=subscription,
    )
    assert [o.reason for o in deliver_all()] == ["gone"]
    assert gateway.asked == []


# The day's budget


def rules(**values: int) -> None:
    DeliveryRules.objects.update_or_create(pk=1, defaults=values)


def test_sms_over_the_budget_stay_in_the_portal(gateway: Gateway) -> None:
    rules(sms_a_day=2)
    listener, other = make_listener(), make_listener()
    for _ in range(3):
        tell(listener)
    tell(other)
    assert sorted(o.outcome for o in deliver_all()) == ["dropped", "sent", "sent", "sent"]
    assert Delivery.objects.get(state="dropped").reason == "budget"


def test_budget_is_that_of_a_day_of_almaty(gateway: Gateway) -> None:
    rules(sms_a_day=1)
    listener = make_listener()
    with freeze_time(NIGHT):
        tell(listener)
        assert [o.outcome for o in deliver_all()] == ["sent"]
    with freeze_time(NIGHT + timedelta(minutes=31)):
        tell(listener)
        assert [o.outcome for o in deliver_all()] == ["sent"]


def test_what_failed_costs_nothing_of_the_budget(gateway: Gateway) -> None:
    rules(sms_a_day=1, tries=1)
    listener = make_listener()
    tell(listener)
    gateway.down = True
    assert [o.outcome for o in deliver_all()] == ["failed"]
    gateway.down = False
    tell(listener)
    assert [o.outcome for o in deliver_all()] == ["sent"]


# Trying again


def test_pauses_double_up_to_six_hours() -> None:
    minutes = [pause_after(tries).total_seconds() / 60 for tries in range(1, 12)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]


def test_same_id_over_all_tries_until_given_up(gateway: Gateway) -> None:
    rules(tries=3)
    delivery = tell(make_listener())[0]
    gateway.down = True
    moment, seen = timezone.now(), []
    for _ in range(3):
        outcome = deliver_next(moment)
        assert outcome is not None
        seen.append((outcome.outcome, outcome.reason))
        delivery.refresh_from_db()
        moment = delivery.due_at
    assert seen == [("retry", "sms 500"), ("retry", "sms 500"), ("failed", "sms 500")]
    assert gateway.times_asked() == {delivery.message_id.hex: 3}
    assert deliver_next(moment + timedelta(days=30)) is None


def test_it_goes_out_once_the_gateway_is_back(gateway: Gateway) -> None:
    delivery = tell(make_listener())[0]
    gateway.down = True
    deliver_all()
    gateway.down = False
    delivery.refresh_from_db()
    assert deliver_next(delivery.due_at - MINUTE / 2) is None
    outcome = deliver_next(delivery.due_at)
    assert outcome is not None
    assert (outcome.outcome, len(gateway.texts)) == ("sent", 1)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason, delivery.tries) == ("sent", "", 2)


def test_notice_without_words_does_not_stop_the_others(gateway: Gateway) -> None:
    """A kind that a newer version knows, say. It is tried again, the next one goes out."""
    listener = make_listener()
    odd = NoticeFactory(user=listener, kind="no.such_kind")
    DeliveryFactory(notice=odd, sms=True)
    DeliveryFactory(notice=NoticeFactory(user=listener), sms=True)
    Notice.objects.filter(pk=odd.pk).update(data=["no", "object"])
    assert sorted(o.outcome for o in deliver_all()) == ["retry", "sent"]


@pytest.mark.parametrize(
    ("table", "column", "sms"),
    [("notifications_reach", "email", False), ("accounts_vault", "phone", True)],
)
def test_address_that_no_key_opens_lets_others_pass(
    gateway: Gateway, table: str, column: str, sms: bool
) -> None:
    lost = DeliveryFactory(notice=NoticeFactory(user=make_reader(sms=True)), sms=sms)
    DeliveryFactory(notice=NoticeFactory(user=make_listener()), sms=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE user_id = %s",  # noqa: S608
            [b"not ours", lost.user_id.hex],
        )
    assert sorted(o.outcome for o in deliver_all()) == ["retry", "sent"]
    lost.refresh_from_db()
    assert (lost.state, lost.tries) == ("waiting", 1)
    assert lost.due_at > timezone.now()


# Leases


def test_leased_delivery_is_left_alone_until_its_lease_ends(gateway: Gateway) -> None:
    listener = make_listener()
    notice = NoticeFactory(user=listener)
    ends = timezone.now() + LEASE
    DeliveryFactory(notice=notice, sms=True, leased=True, leased_until=ends, due_at=ends, tries=1)
    assert deliver_next(ends - MINUTE) is None
    outcome = deliver_next(ends)
    assert outcome is not None
    assert (outcome.outcome, outcome.delivery.tries) == ("sent", 2)


def test_delivery_that_takes_its_workers_down_is_given_up() -> None:
    rules(tries=2)
    ends = timezone.now() - MINUTE
    notice = NoticeFactory(user=make_listener())
    DeliveryFactory(notice=notice, sms=True, leased=True, leased_until=ends, due_at=ends, tries=2)
    assert [(o.outcome, o.reason) for o in deliver_all()] == [("failed", "tries")]
