"""An objection from end to end, on a real application: publication changes, consideration never."""

from django.utils import timezone

import pytest
from pytest_django.asserts import assertContains

from appeals.models import Appeal
from appeals.states import Publication
from core.errors import NotAllowed, Refused
from moderation.models import BlindReading, ModerationDecision, ModerationObjection
from moderation.selectors import objection_of
from moderation.services import moderation_refuse, objection_decide, objection_file
from notifications.models import Notice
from tests.appeals import people
from tests.appeals.signed import TEXT, make_appeal_payload, sign

pytestmark = pytest.mark.django_db

GAP = "[…] Примите меры."
CUT = {"start": 0, "end": 3, "ground": "abuse"}


@pytest.fixture
def moderator():
    return people.make_moderator()


@pytest.fixture
def judge():
    return people.make_moderator()


@pytest.fixture
def refused(moderator):
    appeal = sign(make_appeal_payload())
    people.refuse(appeal, moderator)
    return appeal


def file(appeal, actor=None):
    words = {"kind": "appeal", "target_id": str(appeal.pk), "reason": "Это правда."}
    return objection_file(actor=actor or appeal.author, **words)


def now(appeal):
    return Appeal.objects.get(pk=appeal.pk)


def told(appeal):
    rows = Notice.objects.filter(user=appeal.author, kind__startswith="moderation.")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_a_refusal_overturned_is_published_by_another_moderator(client, refused, judge, moderator):
    before = now(refused)
    item = objection_decide(objection=file(refused), actor=judge, outcome="overturned").item
    assert now(refused).publication == Publication.PENDING
    with pytest.raises(NotAllowed):
        people.approve(refused, moderator)
    people.approve_item(item, judge)
    after = now(refused)
    assert after.publication == Publication.PUBLISHED
    assert (after.state, after.due_on) == (before.state, before.due_on)
    assertContains(client.get(f"/en/applications/{refused.number}/"), TEXT)
    assert told(refused) == ["moderation.objection_filed", "moderation.objection_overturned"]


def test_a_refusal_that_stands_stays(refused, judge):
    objection_decide(objection=file(refused), actor=judge, outcome="upheld", note="Есть брань.")
    assert now(refused).publication == Publication.REFUSED
    assert objection_of("appeal", str(refused.pk)).note == "Есть брань."
    assert told(refused)[-1] == "moderation.objection_upheld"


def test_what_is_public_stays_public_while_cuts_are_judged(client, moderator, judge):
    people.make_grounds()
    appeal = sign(make_appeal_payload())
    people.approve(appeal, moderator, body=GAP, cuts=[CUT])
    item = objection_decide(objection=file(appeal), actor=judge, outcome="overturned").item
    address = f"/en/applications/{appeal.number}/"
    assertContains(client.get(address), "Примите меры.")
    with pytest.raises(Refused):
        moderation_refuse(item=item, actor=judge, ground="abuse")
    people.approve_item(item, judge)
    assertContains(client.get(address), TEXT)


def test_others_and_texts_taken_back_have_no_objection(refused, moderator):
    with pytest.raises(NotAllowed):
        file(refused, people.make_moderator())
    objection = file(refused)
    people.withdraw(refused)
    objection.refresh_from_db()
    assert objection.outcome == "lapsed"
    assert not ModerationObjection.objects.filter(outcome="").exists()


def test_taken_down_by_a_moderator_is_no_decision_to_object_to(moderator):
    people.make_grounds()
    appeal = sign(make_appeal_payload())
    people.approve(appeal, moderator, body=GAP, cuts=[CUT])
    people.withdraw(appeal)
    with pytest.raises(Refused):
        file(appeal)
    assert ModerationDecision.objects.get().decided_at <= timezone.now()
    assert not BlindReading.objects.filter(closed_at=None).exists()
