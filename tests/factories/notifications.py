"""What people follow, how they are reached, notices and deliveries."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from ledger.services import event_record
from notifications.models import (
    Announcement,
    Channel,
    Delivery,
    DeliveryState,
    Followed,
    Notice,
    Pace,
    Reach,
    Subscription,
    search_mark,
)
from tests.factories.people import make_citizen

HOUR = timedelta(hours=1)


class SubscriptionFactory(DjangoModelFactory):
    """Somebody follows all surveys. Traits: ``daily``, ``weekly``, ``of_search`` (``words``)."""

    class Meta:
        model = Subscription

    class Params:
        daily = factory.Trait(pace=Pace.DAILY)
        weekly = factory.Trait(pace=Pace.WEEKLY)
        of_search = factory.Trait(
            kind=Followed.SEARCH,
            words="көпір",
            key=factory.LazyAttribute(lambda row: search_mark(row.user.pk, row.words)),
        )

    user = factory.LazyFunction(make_citizen)
    kind = Followed.SURVEYS
    key = ""
    language = "ru"
    # Facts told after this moment reach it.
    created_at = factory.LazyFunction(lambda: timezone.now() - HOUR)
    seen_at = factory.LazyAttribute(lambda row: row.created_at)


class ReachFactory(DjangoModelFactory):
    """A person who gets mail at a confirmed address, at any hour.

    Traits: ``wanted`` (not confirmed yet), ``sms``, ``blocked``, ``stopped``, ``at_night`` (quiet
    from 22 to 8), ``portal_only``.
    """

    class Meta:
        model = Reach

    class Params:
        wanted = factory.Trait(
            email=None, email_on=False, email_hash="", email_wanted="new@example.kz"
        )
        portal_only = factory.Trait(email=None, email_on=False, email_hash="")
        sms = factory.Trait(sms_on=True)
        blocked = factory.Trait(email_blocked_at=factory.LazyFunction(timezone.now))
        stopped = factory.Trait(stopped_at=factory.LazyFunction(timezone.now))
        at_night = factory.Trait(quiet_from=22, quiet_to=8)

    user = factory.LazyFunction(make_citizen)
    email = factory.Sequence(lambda n: f"reader-{n}@example.kz")
    email_on = True
    quiet_from = 0
    quiet_to = 0


def make_reader(*, phone: str = "+77990000555", **traits: Any) -> User:
    """Somebody with a phone and a way to be reached."""
    user = make_citizen(phone=phone)
    ReachFactory(user=user, **traits)
    return user


def make_event(verb: str = "survey.results") -> Any:
    """A fact that something happened."""
    user = make_citizen()
    return event_record(verb=verb, target=user, data={})


class NoticeFactory(DjangoModelFactory):
    """A notice that brings no deliveries with it."""

    class Meta:
        model = Notice

    user = factory.LazyFunction(make_citizen)
    kind = "appeal.taken"
    data = factory.LazyFunction(lambda: {"number": "OD-2026-00000001"})
    path = "/account/"
    event = factory.LazyFunction(make_event)


class DeliveryFactory(DjangoModelFactory):
    """A mail that waits, due a minute ago. Traits: ``sms``, ``held``, ``leased``, ``sent``,
    ``failed``."""

    class Meta:
        model = Delivery

    class Params:
        sms = factory.Trait(channel=Channel.SMS)
        held = factory.Trait(state=DeliveryState.HELD, pace=Pace.DAILY)
        leased = factory.Trait(
            state=DeliveryState.LEASED,
            leased_by=factory.LazyFunction(uuid4),
            leased_until=factory.LazyFunction(lambda: timezone.now() + HOUR),
        )
        sent = factory.Trait(state=DeliveryState.SENT, sent_at=factory.LazyFunction(timezone.now))
        failed = factory.Trait(state=DeliveryState.FAILED, reason="tries")

    notice = factory.SubFactory(NoticeFactory)
    user = factory.LazyAttribute(lambda row: row.notice.user)
    channel = Channel.EMAIL
    due_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1))


class AnnouncementFactory(DjangoModelFactory):
    """A fact for all who follow surveys, not told to anybody yet."""

    class Meta:
        model = Announcement

    event = factory.LazyFunction(make_event)
    kind = "survey.results"
    data = factory.LazyFunction(dict)
    path = "/surveys/"
    things = factory.LazyFunction(lambda: [[Followed.SURVEYS.value, ""]])
