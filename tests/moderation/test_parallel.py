"""Two moderators, one text, the same moment. Real transactions: PostgreSQL, and SQLite's queue."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

import pytest

from core.errors import Refused
from ledger.models import Event
from moderation.models import ModeratedText
from moderation.services import moderation_approve, moderation_refuse, moderation_start
from tests.factories.moderation import (
    make_grounds,
    make_item,
    make_moderator,
    make_workflow,
    words_of,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def approve(item, actor):
    return moderation_approve(item=item, actor=actor, **words_of(item))


def refuse(item, actor):
    return moderation_refuse(item=item, actor=actor, ground="abuse")


def at_once(calls):
    """Each call in a thread and transaction of its own, all starting together."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait()
            return call()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def world(notes):
    make_grounds()
    make_workflow()
    return [make_moderator() for _ in range(4)]


@pytest.mark.parametrize("verbs", [[approve] * 4, [approve, refuse] * 2])
def test_one_of_them_decides_and_the_others_are_told(notes, world, verbs):
    item = make_item()
    calls = [lambda v=verb, who=who: v(item, who) for verb, who in zip(verbs, world, strict=True)]
    results = at_once(calls)
    assert results.count("decided_already") == 3
    assert len(notes.told) == 1
    assert Event.objects.filter(verb__in=["moderation.approved", "moderation.refused"]).count() == 1
    assert not ModeratedText.objects.exists()


def test_worker_and_moderator_meet(notes, world, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    item = make_item()
    results = at_once(
        [
            lambda: approve(item, world[0]),
            lambda: moderation_start(item_id=item.pk) and None,
            lambda: moderation_start(item_id=item.pk) and None,
        ]
    )
    assert results[0].is_final
    assert len(notes.told) == 1
    assert not ModeratedText.objects.exists()
