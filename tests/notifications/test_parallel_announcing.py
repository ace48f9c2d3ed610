"""Several workers at one announcement: everybody is told, nobody twice."""

from collections import Counter
from typing import Any

import pytest

from notifications.models import Announcement, Delivery, Notice
from notifications.services import announcing, follow
from notifications.services.announcing import announcement_next
from tests.factories.notifications import AnnouncementFactory, SubscriptionFactory, make_reader
from tests.factories.people import make_citizen
from tests.signing.test_parallel import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
WORKERS, PEOPLE, FACTS = 4, 60, 3


def work() -> int:
    """Until nothing is left that no other worker holds."""
    written = 0
    for _ in range(200):
        found = announcement_next()
        if found is None and not Announcement.objects.filter(done_at=None).exists():
            return written
        written += found or 0
    return written


def test_everybody_is_told_once_by_several_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "BATCH", 7)
    readers = [make_reader() for _ in range(PEOPLE)]
    for reader in readers:
        SubscriptionFactory(user=reader)
    for _ in range(FACTS):
        AnnouncementFactory()
    done: list[Any] = together(*[work] * WORKERS)
    assert all(isinstance(number, int) for number in done), done
    work()  # what was passed over while another held it
    assert Counter(Notice.objects.values_list("user_id", flat=True)) == {
        reader.pk: FACTS for reader in readers
    }
    assert Delivery.objects.count() == PEOPLE * FACTS
    assert not Announcement.objects.filter(done_at=None).exists()


def test_following_twice_at_once_is_one_subscription() -> None:
    person = make_citizen()

    def begin() -> Any:
        return follow(user=person, kind="surveys", key="", language="ru").pk

    done = together(*[begin] * WORKERS)
    assert len(set(done)) == 1, done
    assert person.subscriptions.count() == 1
