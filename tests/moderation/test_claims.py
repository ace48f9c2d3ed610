"""Claims: who has a text open, how it runs out, who may take it over, and what stays typed."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.errors import NotAllowed, Refused
from ledger.models import Event
from moderation.models import DeskRules, ModeratedText, ModerationTask
from moderation.services import (
    moderation_approve,
    moderation_claim,
    moderation_claim_next,
    moderation_refuse,
    moderation_release,
)
from tests.factories.moderation import (
    TEXT,
    make_former_moderator,
    make_item,
    make_moderator,
    make_person,
    make_workflow,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds", "notes")]

QUEUE = "/cms/moderation/"
SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def other(db):
    return make_moderator()


def grow_silent(item, minutes=11):
    """Nobody has given a sign of life for so long."""
    until = timezone.now() + timedelta(minutes=10 - minutes)
    ModeratedText.objects.filter(pk=item.pk).update(claimed_until=until)


def approve(item, actor):
    return moderation_approve(item=item, actor=actor, **words_of(item))


def refuse(item, actor):
    return moderation_refuse(item=item, actor=actor, ground="abuse")


def refusal_of(call, *args, **words):
    with pytest.raises(Refused) as refused:
        call(*args, **words)
    return refused.value.code


# The verb.


def test_a_claim_lasts_as_long_as_the_rules_say(moderator):
    DeskRules.objects.update_or_create(pk=1, defaults={"claim_minutes": 3})
    item = moderation_claim(item=make_item(), actor=moderator)
    assert item.claimed_by == moderator
    assert item.claimed_until - item.claimed_at == timedelta(minutes=3)


def test_another_sign_of_life_makes_it_last_longer(moderator):
    item = moderation_claim(item=make_item(), actor=moderator)
    grow_silent(item, minutes=5)
    again = moderation_claim(item=item, actor=moderator)
    assert again.claimed_at == item.claimed_at
    assert again.claimed_until > timezone.now() + timedelta(minutes=9)


def test_what_another_has_is_not_claimed(moderator, other):
    item = moderation_claim(item=make_item(), actor=moderator)
    assert refusal_of(moderation_claim, item=item, actor=other) == "claimed"
    item.refresh_from_db()
    assert item.claimed_by == moderator


def test_silence_makes_a_text_free(moderator, other):
    item = moderation_claim(item=make_item(), actor=moderator)
    grow_silent(item)
    assert moderation_claim(item=item, actor=other).claimed_by == other
    assert not Event.objects.filter(verb="moderation.taken_over").exists()


def test_taking_over_leaves_an_event(moderator, other):
    item = moderation_claim(item=make_item(), actor=moderator)
    assert moderation_claim(item=item, actor=other, take_over=True).claimed_by == other
    event = Event.objects.get(verb="moderation.taken_over")
    assert (event.actor, event.data["from"]) == (other, str(moderator.pk))


def test_giving_back_what_one_has(moderator, other):
    item = moderation_claim(item=make_item(), actor=moderator)
    assert not moderation_release(item=item, actor=other)
    assert moderation_release(item=item, actor=moderator)
    assert moderation_claim(item=item, actor=other).claimed_by == other


@pytest.mark.parametrize(
    "make", [make_person, make_former_moderator, lambda: make_person(is_superuser=True)]
)
@pytest.mark.parametrize("verb", [moderation_claim, moderation_release])
def test_nobody_else_claims(make, verb):
    item = make_item()
    with pytest.raises(NotAllowed):
        verb(item=item, actor=make())
    with pytest.raises(NotAllowed):
        moderation_claim_next(actor=make())
    item.refresh_from_db()
    assert item.claimed_by is None


def test_an_own_text_is_not_claimed(moderator, notes):
    item = make_item()
    notes.author_id = moderator.pk
    with pytest.raises(NotAllowed):
        moderation_claim(item=item, actor=moderator)
    assert moderation_claim_next(actor=moderator) is None


def test_a_decided_text_is_not_claimed(moderator, other):
    item = make_item()
    approve(item, moderator)
    assert refusal_of(moderation_claim, item=item, actor=other) == "decided_already"


def test_half_a_claim_is_no_claim(moderator):
    item = make_item()
    with pytest.raises(IntegrityError), transaction.atomic():
        ModeratedText.objects.filter(pk=item.pk).update(claimed_by=moderator)


# Deciding.


@pytest.mark.parametrize("decide", [approve, refuse])
def test_whoever_lost_the_claim_decides_nothing(moderator, other, notes, decide):
    item = moderation_claim(item=make_item(), actor=moderator)
    moderation_claim(item=item, actor=other, take_over=True)
    assert refusal_of(decide, item, moderator) == "claimed"
    assert notes.told == []
    assert decide(item, other).is_final


@pytest.mark.parametrize("decide", [approve, refuse])
def test_a_claim_that_ran_out_stops_nobody(moderator, other, decide):
    item = moderation_claim(item=make_item(), actor=moderator)
    grow_silent(item)
    assert decide(item, other).is_final


def test_a_silent_moderator_may_still_decide_while_nobody_else_has_it(moderator):
    item = moderation_claim(item=make_item(), actor=moderator)
    grow_silent(item)
    assert approve(item, moderator).is_final


def test_the_next_step_is_free(moderator, other):
    make_workflow(steps=2)
    item = moderation_claim(item=make_item(), actor=moderator)
    approve(item, moderator)
    assert moderation_claim(item=item, actor=other).claimed_by == other


# The next free one.


def test_next_is_the_most_urgent_free_one(moderator, other):
    late, taken, soon = make_item(), make_item(), make_item()
    for hours, item in enumerate((taken, late, soon)):
        due = timezone.now() + timedelta(hours=hours - 9)
        ModeratedText.objects.filter(pk=item.pk).update(due_at=due)
    moderation_claim(item=taken, actor=other)
    assert moderation_claim_next(actor=moderator) == late
    assert moderation_claim_next(actor=moderator) == soon
    assert moderation_claim_next(actor=moderator) is None


def test_next_passes_by_what_somebody_else_has_to_do(moderator):
    make_workflow(steps=2, another_person=True)
    first = make_item()
    approve(first, moderator)
    second = make_item()
    assert moderation_claim_next(actor=moderator) == second
    assert moderation_claim_next(actor=moderator) is None
    assert ModerationTask.objects.filter(another_person=True).exists()


# The pages.


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return client


def page_of(item):
    return f"{QUEUE}{item.pk}/"


def form_of(desk, item, **changes):
    form = desk.get(page_of(item)).context["form"]
    return {
        name: form[name].value() or "" for name in ("subject", "body", "note", "seen")
    } | changes


def test_looking_claims_nothing(desk):
    item = make_item()
    assertContains(desk.get(page_of(item)), "Nobody has this text open.")
    item.refresh_from_db()
    assert item.claimed_by is None


def test_the_button_next_opens_a_claimed_text(desk, moderator):
    item = make_item()
    assertRedirects(desk.post(f"{QUEUE}next/"), page_of(item))
    item.refresh_from_db()
    assert item.claimed_by == moderator
    response = desk.post(f"{QUEUE}next/", follow=True)
    assertContains(response, "There is no free text for you now.")


def test_the_queue_shows_who_has_what(desk, other, moderator):
    taken, own, free = make_item(subject="a"), make_item(subject="b"), make_item(subject="c")
    moderation_claim(item=taken, actor=other)
    moderation_claim(item=own, actor=moderator)
    response = desk.get(QUEUE)
    assertContains(response, other.username)

    def listed(**query):
        return {item.pk for item in desk.get(QUEUE, query).context["object_list"]}

    assert listed(taken="mine") == {own.pk}
    assert listed(taken="free") == {free.pk}
    grow_silent(taken)
    assert listed(taken="free") == {free.pk, taken.pk}
    assertNotContains(desk.get(QUEUE), other.username)


def test_a_text_of_another_can_be_read_but_not_decided(desk, other):
    item = moderation_claim(item=make_item(), actor=other)
    response = desk.get(page_of(item))
    assertContains(response, f"{other.username} has had this text open since")
    assertNotContains(response, 'value="approve"')
    assertContains(response, TEXT.split(".")[0])


def test_what_was_typed_survives_the_loss_of_the_claim_and_the_taking_over(desk, other, notes):
    item = make_item()
    sent = form_of(desk, item, decision="approve", body=f"{TEXT} Дописано.", note="Заметка.")
    moderation_claim(item=item, actor=other)
    response = desk.post(page_of(item), sent)
    assertContains(response, f"{other.username} has taken this text.")
    for step in ("approve", "take_over"):
        response = desk.post(page_of(item), sent | {"decision": step})
        form = response.context["form"]
        assert form["body"].value() == f"{TEXT} Дописано."
        assert form["note"].value() == "Заметка."
    assert notes.told == []
    assertContains(desk.post(page_of(item), sent, follow=True), "Published with corrections.")


def test_buttons_claim_and_give_back_without_a_script(desk, moderator):
    item = make_item()
    assertContains(desk.post(page_of(item), form_of(desk, item, decision="claim")), "You have this")
    item.refresh_from_db()
    assert item.claimed_by == moderator
    sent = form_of(desk, item, decision="release")
    assertRedirects(desk.post(page_of(item), sent), QUEUE)
    item.refresh_from_db()
    assert item.claimed_by is None


def test_a_script_is_told_how_things_stand(desk, other, moderator):
    item = make_item()
    address = f"{page_of(item)}claim/"

    def told(**sent):
        response = desk.post(address, sent, **SCRIPT)
        return response.status_code, response.json()["state"]

    assert told(action="claim") == (200, "mine")
    moderation_claim(item=item, actor=other, take_over=True)
    assert told(action="claim") == (409, "other")
    assert told(action="take_over") == (200, "mine")
    assert told(action="release") == (200, "free")
    approve(item, other)
    assert told(action="claim") == (410, "gone")


def test_a_form_without_a_script_comes_back_to_the_page(desk, other):
    item = moderation_claim(item=make_item(), actor=other)
    address = f"{page_of(item)}claim/"
    response = desk.post(address, {"action": "claim"}, follow=True)
    assertContains(response, f"{other.username} has this text open.")
    assertRedirects(desk.post(address, {"action": "take_over"}), page_of(item))
    assertRedirects(desk.post(address, {"action": "release"}), QUEUE)


def test_an_own_text_tells_the_script_it_is_closed(desk, notes, moderator):
    item = make_item()
    notes.author_id = moderator.pk
    response = desk.post(f"{page_of(item)}claim/", {"action": "claim"}, **SCRIPT)
    assert (response.status_code, response.json()["state"]) == (403, "closed")


@pytest.mark.parametrize("address", ["next/", "{pk}/claim/"])
def test_claims_are_made_by_post_only(desk, address):
    item = make_item()
    assert desk.get(QUEUE + address.format(pk=item.pk)).status_code == 405
    item.refresh_from_db()
    assert item.claimed_by is None


@pytest.mark.parametrize("address", ["next/", "{pk}/claim/"])
def test_for_others_the_addresses_do_not_exist(client, address):
    item = make_item()
    client.force_login(make_former_moderator())
    status = client.post(QUEUE + address.format(pk=item.pk), follow=True).status_code
    assert status == 403
    item.refresh_from_db()
    assert item.claimed_by is None
