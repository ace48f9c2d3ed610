"""Two moderators, one text, the same moment. Real transactions: PostgreSQL, and SQLite's queue."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

import pytest

from core.errors import Refused
from ledger.models import Event
from moderation.models import ModeratedText, ModerationObjection
from moderation.services import (
    moderation_approve,
    moderation_claim,
    moderation_claim_next,
    moderation_refuse,
    moderation_start,
    objection_decide,
    objection_file,
)
from tests.factories.moderation import (
    make_decision,
    make_grounds,
    make_item,
    make_moderator,
    make_objection,
    make_person,
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


def test_moderators_who_press_next_at_once_get_different_texts(notes, world):
    items = {make_item().pk for _ in range(4)}
    taken = at_once([lambda who=who: moderation_claim_next(actor=who) for who in world])
    assert {item.pk for item in taken} == items
    assert {item.claimed_by_id for item in taken} == {who.pk for who in world}


def test_one_text_is_claimed_by_one_of_them(notes, world):
    item = make_item()
    results = at_once([lambda who=who: moderation_claim(item=item, actor=who) for who in world])
    assert results.count("claimed") == 3
    [held] = [result for result in results if result != "claimed"]
    item.refresh_from_db()
    assert item.claimed_by_id == held.claimed_by_id


def test_a_decision_and_a_taking_over_at_once(notes, world):
    item = make_item()
    moderation_claim(item=item, actor=world[0])
    results = at_once(
        [
            lambda: approve(item, world[0]),
            lambda: moderation_claim(item=item, actor=world[1], take_over=True),
        ]
    )
    # Whoever was first wins; the other is told, and the text is decided once at most.
    assert results[0] == "claimed" or results[1] == "decided_already"
    assert len(notes.told) == (results[0] != "claimed")


def test_an_objection_is_filed_once_and_judged_once(notes, world):
    author = make_person()
    notes.author_id = author.pk
    decision = make_decision(world[0])
    words = {"kind": decision.kind, "target_id": decision.target_id, "actor": author}
    filed = at_once([lambda: objection_file(reason="Нет.", **words) for _ in range(3)])
    assert filed.count("objected") == 2
    objection = make_objection(author, world[0])
    judged = at_once(
        [
            lambda who=who: objection_decide(objection=objection, actor=who, outcome="overturned")
            for who in world[1:]
        ]
    )
    assert judged.count("decided_already") == 2
    assert ModeratedText.objects.filter(objection=objection).count() == 1
    assert ModerationObjection.objects.exclude(outcome="").count() == 1
