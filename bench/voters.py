"""Voters of a conference: a program of its own, through the real service on real connections.

Reads its orders as JSON from standard input, prints what it measured as JSON.
"""

import json
import os
import random
import sys
import threading
import time
from typing import Any

THREADS = 8


def main() -> None:
    """Orders in, figures out."""
    orders = json.load(sys.stdin)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development")
    import django

    django.setup()
    told: list[dict[str, Any]] = [{} for _ in range(THREADS)]
    begin = time.monotonic() + 1
    threads = [
        threading.Thread(target=vote, args=(orders, number, begin, told[number]))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = max(one["ended"] for one in told) - begin
    times = [each for one in told for each in one["times"]]
    refused = sum(one["refused"] for one in told)
    print(json.dumps({"times": times, "took": took, "refused": refused}))


def vote(orders: dict[str, Any], number: int, begin: float, told: dict[str, Any]) -> None:
    """Every n-th vote of the whole, each at its time; late ones follow at once."""
    from django.db import connection

    from accounts.models import User
    from conferences.models import ConferenceQuestion
    from conferences.services.voting import question_vote
    from core.audience import Reader
    from core.errors import Refused

    chance = random.Random(number)
    people = list(User.objects.filter(username__startswith=orders["voters"]))
    questions = list(
        ConferenceQuestion.objects.filter(conference__key=orders["key"]).values_list(
            "pk", flat=True
        )
    )
    times, refused = [], 0
    for tick in range(number, int(orders["seconds"] * orders["rate"]), THREADS):
        time.sleep(max(0.0, begin + tick / orders["rate"] - time.monotonic()))
        person, question = chance.choice(people), chance.choice(questions)
        begun = time.monotonic()
        try:
            question_vote(
                question_id=question,
                voter=person,
                reader=Reader(user_id=person.pk),
                on=chance.random() < 0.9,
            )
        except Refused:
            refused += 1
        times.append(time.monotonic() - begun)
    connection.close()
    told.update(times=times, refused=refused, ended=time.monotonic())


if __name__ == "__main__":
    main()
