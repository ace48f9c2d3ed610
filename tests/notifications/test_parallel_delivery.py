"""Several workers at one queue: everything goes out, nothing twice, no budget is overdrawn."""

import json
import subprocess
from collections import Counter

from django.db import connection
from django.utils import timezone

import pytest

from notifications.models import Channel, Delivery, DeliveryRules
from notifications.services.delivering import deliver_next
from tests.notifications.post import Gateway, make_listener
from tests.notifications.processes import DELIVER, deliveries_bulk, worker_env
from tests.signing.test_parallel import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
WORKERS = 4


def rules(**values: int) -> None:
    DeliveryRules.objects.update_or_create(pk=1, defaults=values)


def test_a_thousand_deliveries_by_several_processes(gateway: Gateway) -> None:
    rules(sms_a_day=100)
    people = 100 if connection.vendor == "postgresql" else 20
    rows = deliveries_bulk(
        [make_listener() for _ in range(people)], each=10, channels=[Channel.SMS]
    )
    workers = [
        subprocess.Popen(DELIVER, env=worker_env(), stdout=subprocess.PIPE, text=True)
        for _ in range(WORKERS)
    ]
    said = [worker.communicate(timeout=300)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * WORKERS
    lines = [json.loads(line) for part in said for line in part.splitlines()]
    assert Counter(line["outcome"] for line in lines) == {"sent": len(rows)}
    assert gateway.times_asked() == Counter(row.message_id.hex for row in rows)
    assert set(Delivery.objects.values_list("state", "tries")) == {("sent", 1)}
    assert sum(bool(part) for part in said) > 1, "one worker did it all"


def test_budget_holds_with_workers_side_by_side(gateway: Gateway) -> None:
    rules(sms_a_day=3)
    deliveries_bulk([make_listener()], each=12, channels=[Channel.SMS])
    now = timezone.now()

    def work() -> None:
        # A worker that passes over a person another looks after finds nothing; so it looks again.
        for _ in range(40):
            deliver_next(now)

    assert together(*[work] * WORKERS) == [None] * WORKERS
    while deliver_next(now):
        """What was passed over."""
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"sent": 3, "dropped": 9}
    assert len(gateway.texts) == 3


def test_whoever_lost_the_lease_marks_nothing(gateway: Gateway) -> None:
    """A worker that slept longer than its lease: another has sent it meanwhile."""
    delivery = deliveries_bulk([make_listener()], each=1, channels=[Channel.SMS])[0]

    def another_takes_it() -> None:
        Delivery.objects.update(leased_by="00000000-0000-0000-0000-000000000009")
        connection.close()

    gateway.meanwhile = another_takes_it
    outcome = deliver_next(timezone.now())
    assert outcome is not None
    assert outcome.outcome == "lost"
    delivery.refresh_from_db()
    assert delivery.state == "leased"
