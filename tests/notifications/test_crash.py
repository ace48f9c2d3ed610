"""Workers killed at each step of a delivery, 204 times: nothing lost, nothing more than allowed.

What is allowed: a worker that died between handing over and marking leaves a delivery that goes out
again with the same id. A gateway knows the id and sends once; SMTP has no such thing, so a mail may
come twice with one Message-ID.
"""

import json
import random
import subprocess
import sys
from collections import Counter

from django.db.models import Sum
from django.utils import timezone

import pytest

from notifications.models import Channel, Delivery, DeliveryRules
from standins.smtp import MailServer
from tests.factories.notifications import make_reader
from tests.notifications.crashing import SENT, STEPS
from tests.notifications.post import Gateway
from tests.notifications.processes import ALL_CHANNELS, deliveries_bulk, worker_env

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KILLS_A_STEP = 34
PEOPLE = 150


def lease_ends() -> None:
    """As if the time of a lease had passed."""
    now = timezone.now()
    Delivery.objects.filter(state="leased").update(leased_until=now, due_at=now)


def killed_at(step: str, before: dict[int, int]) -> Counter[str]:
    """Which channel the dead worker had in hand, if it handed anything over."""
    after = dict(Delivery.objects.filter(state="leased").values_list("pk", "tries"))
    taken = [pk for pk, tries in after.items() if before.get(pk) != tries]
    channels = Delivery.objects.filter(pk__in=taken).values_list("channel", flat=True)
    return Counter(channels) if step in SENT else Counter()


def test_workers_killed_at_each_step(gateway: Gateway, mailbox: MailServer) -> None:
    DeliveryRules.objects.update_or_create(pk=1, defaults={"tries": 50})
    people = [make_reader(sms=True) for _ in range(PEOPLE)]
    rows = deliveries_bulk(people, each=1, channels=ALL_CHANNELS)
    plan = [(step, nth) for step in STEPS for nth in (1, 2)] * (KILLS_A_STEP // 2)
    random.Random(6).shuffle(plan)
    surely: Counter[str] = Counter()  # the answer had come
    perhaps: Counter[str] = Counter()  # the message was on its way
    with subprocess.Popen(
        [sys.executable, "-m", "tests.notifications.crashing"],
        env=worker_env(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as workers:
        assert workers.stdin
        assert workers.stdout
        codes: Counter[int] = Counter()
        for number, (step, nth) in enumerate(plan):
            before = dict(Delivery.objects.filter(state="leased").values_list("pk", "tries"))
            print(json.dumps([step, nth]), file=workers.stdin, flush=True)
            codes[int(workers.stdout.readline())] += 1
            kept = perhaps if step == "answering" else surely
            kept += killed_at(step, before)
            if number % 3 == 2:
                lease_ends()
        assert codes == {-9: len(plan)}
        lease_ends()
        print(json.dumps(["", 0]), file=workers.stdin, flush=True)
        assert workers.stdout.readline() == "0\n"
        workers.stdin.close()
    lost = Delivery.objects.exclude(state="sent")
    assert not lost.exists()
    again = {
        Channel.SMS: sms_again(gateway, rows),
        Channel.EMAIL: mails_again(mailbox, rows),
    }
    for channel, times in again.items():
        assert surely[channel] <= times <= surely[channel] + perhaps[channel]
    tries = Delivery.objects.aggregate(n=Sum("tries"))["n"]
    print(
        f"{len(plan)} kills, {len(rows)} deliveries, {tries} tries; asked of the gateway again"
        f" {again[Channel.SMS]}, sent by it again 0, mails twice {again[Channel.EMAIL]}"
    )


def sms_again(gateway: Gateway, rows: list[Delivery]) -> int:
    """Each was sent once; how many requests came again."""
    ids = {row.message_id.hex for row in rows if row.channel == Channel.SMS}
    asked = gateway.times_asked()
    assert set(asked) == ids
    assert len(gateway.box.newest()) == len(ids)
    return sum(asked.values()) - len(ids)


def mails_again(mailbox: MailServer, rows: list[Delivery]) -> int:
    """Each came; how many copies came again, under the same Message-ID."""
    ids = {row.message_id.hex for row in rows if row.channel == Channel.EMAIL}
    came = Counter(str(mail["Message-ID"]).strip("<>").split("@")[0] for mail in mailbox.mails)
    assert set(came) == ids
    return sum(came.values()) - len(ids)
