"""Objections: who may file, who may not judge, and what an outcome does to the publication."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.errors import NotAllowed, Refused
from ledger.models import Event
from moderation.models import (
    Decision,
    ModeratedText,
    ModerationDecision,
    ModerationObjection,
    ObjectionOutcome,
)
from moderation.selectors import objection_of
from moderation.services import (
    moderation_approve,
    moderation_claim,
    moderation_claim_next,
    moderation_refuse,
    moderation_withdraw,
    objection_decide,
    objection_file,
)
from moderation.terms import judge_by
from tests.factories.moderation import (
    KIND,
    SECRET,
    TEXT,
    make_decision,
    make_former_moderator,
    make_item,
    make_moderator,
    make_objection,
    make_person,
    make_workflow,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds", "notes")]

LIST = "/cms/moderation/objections/"
UPHELD, OVERTURNED = ObjectionOutcome.UPHELD, ObjectionOutcome.OVERTURNED


@pytest.fixture
def author(notes):
    person = make_person()
    notes.author_id = person.pk
    return person


@pytest.fixture
def judge(db):
    return make_moderator()


@pytest.fixture
def objection(author, moderator):
    return make_objection(author, moderator, target_id="7")


def file(decision, actor, reason="Это правда."):
    return objection_file(
        kind=decision.kind, target_id=decision.target_id, actor=actor, reason=reason
    )


def refusal_of(call, *args, **words):
    with pytest.raises(Refused) as refused:
        call(*args, **words)
    return refused.value.code


# Filing.


@pytest.mark.parametrize("refuse", [True, False], ids=["a refusal", "cuts"])
def test_the_author_objects(author, moderator, notes, refuse):
    decision = make_decision(moderator, refuse=refuse)
    objection = file(decision, author, reason=" Это\u200b правда. ")
    objection.refresh_from_db()
    assert (objection.reason, objection.first_by, objection.outcome) == (
        "Это правда.",
        moderator,
        "",
    )
    assert notes.told[-1][0] == "moderation.objection_filed"
    assert notes.told[-1][2] == {"due_on": objection.due_at.date().isoformat()}


def test_the_reason_lies_encrypted_and_in_no_event(objection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM moderation_moderationobjection")
        kept = bytes(cursor.fetchone()[0])
    assert "правда".encode() not in kept
    event = Event.objects.get(verb="moderation.objection_filed")
    assert set(event.data) == {"kind", "target_id", "decision", "due_on"}


def test_the_clock_counts_working_days():
    # Thursday, 5 March 2026: the 6th is day 1, the 9th is a day off moved from the 8th.
    at = datetime(2026, 3, 5, 12, 0, tzinfo=ZoneInfo("Asia/Almaty"))
    due = judge_by(at)
    assert due > at + timedelta(days=4)
    assert due.weekday() < 5


@pytest.mark.parametrize("make", [make_person, make_moderator, make_former_moderator])
def test_nobody_else_objects(author, moderator, make):
    decision = make_decision(moderator)
    with pytest.raises(NotAllowed):
        file(decision, make())
    assert not ModerationObjection.objects.exists()


def test_nothing_to_object_to(author, moderator, notes):
    item = make_item()
    undecided = {"kind": KIND, "target_id": item.target_id, "actor": author, "reason": "Нет."}
    assert refusal_of(objection_file, **undecided) == "no_objection"
    moderation_approve(item=item, actor=moderator, **words_of(item))
    assert refusal_of(objection_file, **undecided) == "no_objection"
    notes.is_closed = True
    assert refusal_of(file, make_decision(moderator), author) == "no_objection"


def test_once_only(objection, author):
    assert refusal_of(file, objection.decision, author) == "objected"
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationObjection.objects.create(
            decision=objection.decision,
            first_by=objection.first_by,
            filed_by=author,
            reason="Ещё раз.",
            due_at=timezone.now(),
        )


def test_not_while_a_moderator_looks_at_it(author, moderator):
    decision = make_decision(moderator, target_id="7")
    make_item(target_id="7", body=f"{TEXT} Ещё.")
    assert refusal_of(file, decision, author) == "waiting"


@pytest.mark.parametrize(("reason", "code"), [(" \u200b", "blank"), ("я" * 2001, "too_long")])
def test_a_reason_is_some_words(author, moderator, reason, code):
    assert refusal_of(file, make_decision(moderator), author, reason) == code


# Judging.


def test_the_decision_stands(objection, judge, notes):
    judged = objection_decide(
        objection=objection, actor=judge, outcome=UPHELD, note="Это обвинение без доказательств."
    )
    assert judged.item is None
    assert judged.objection.decided_by == judge
    assert notes.told[-1] == ("moderation.objection_upheld", "7", {})
    assert not ModeratedText.objects.exists()


def test_overturned_the_text_waits_again_for_another_person(objection, judge, moderator, notes):
    judged = objection_decide(objection=objection, actor=judge, outcome=OVERTURNED)
    item = judged.item
    assert [told[0] for told in notes.told[-2:]] == ["moderation.objection_overturned", "reopen"]
    assert (item.claimed_by, item.objection, item.target_id) == (judge, objection, "7")
    assert item.body == TEXT
    with pytest.raises(NotAllowed):
        moderation_claim(item=item, actor=moderator, take_over=True)
    with pytest.raises(NotAllowed):
        moderation_approve(item=item, actor=moderator, **words_of(item))
    moderation_approve(item=item, actor=judge, **words_of(item))
    assert notes.told[-1][0] == "approve"
    assert ModerationDecision.objects.first().after_objection


def test_the_next_free_text_is_none_that_one_decided_before(objection, judge, moderator):
    item = objection_decide(objection=objection, actor=judge, outcome=OVERTURNED).item
    ModeratedText.objects.filter(pk=item.pk).update(claimed_until=timezone.now())
    assert moderation_claim_next(actor=moderator) is None
    assert moderation_claim_next(actor=make_moderator()) == item


def test_whoever_approved_a_step_before_does_not_judge(author, moderator, judge):
    make_workflow(steps=2)
    item = make_item()
    moderation_approve(item=item, actor=judge, **words_of(item))
    moderation_refuse(item=item, actor=moderator, ground="abuse")
    objection = file(ModerationDecision.objects.get(), author)
    for person in (moderator, judge):
        with pytest.raises(NotAllowed):
            objection_decide(objection=objection, actor=person, outcome=OVERTURNED)
    assert objection_decide(objection=objection, actor=make_moderator(), outcome=OVERTURNED).item


@pytest.mark.parametrize(
    "make", [make_person, make_former_moderator, lambda: make_person(is_superuser=True)]
)
def test_only_moderators_judge(objection, make):
    with pytest.raises(NotAllowed):
        objection_decide(objection=objection, actor=make(), outcome=OVERTURNED)
    objection.refresh_from_db()
    assert objection.is_open


@pytest.mark.parametrize("outcome", [UPHELD, OVERTURNED])
def test_no_moderator_judges_an_objection_to_their_own_decision(objection, moderator, outcome):
    with pytest.raises(NotAllowed):
        objection_decide(objection=objection, actor=moderator, outcome=outcome, note="Верно.")
    objection.refresh_from_db()
    assert objection.is_open


@pytest.mark.parametrize("who", ["first_by", "filed_by"])
def test_the_database_itself_refuses_a_judge_in_their_own_case(objection, who):
    own = getattr(objection, who)
    changed = {"outcome": UPHELD, "decided_by": own, "decided_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationObjection.objects.filter(pk=objection.pk).update(**changed)


def test_a_moderator_who_is_the_author_does_not_judge(moderator, judge, notes):
    objection = make_objection(judge, moderator)
    with pytest.raises(NotAllowed):
        objection_decide(objection=objection, actor=judge, outcome=OVERTURNED)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"outcome": UPHELD}, "note"),
        ({"outcome": UPHELD, "note": " "}, "note"),
        ({"outcome": ""}, "outcome"),
        ({"outcome": "lapsed"}, "outcome"),
    ],
)
def test_a_judgement_is_whole(objection, judge, words, code):
    assert refusal_of(objection_decide, objection=objection, actor=judge, **words) == code
    objection.refresh_from_db()
    assert objection.is_open


def test_judged_once(objection, judge):
    objection_decide(objection=objection, actor=judge, outcome=OVERTURNED)
    late = {"objection": objection, "actor": make_moderator(), "outcome": UPHELD, "note": "Нет."}
    assert refusal_of(objection_decide, **late) == "decided_already"


def test_an_objection_to_cuts_never_ends_in_a_refusal(author, moderator, judge, notes):
    objection = make_objection(author, moderator, refuse=False)
    item = objection_decide(objection=objection, actor=judge, outcome=OVERTURNED).item
    refusal = {"item": item, "actor": judge, "ground": "abuse"}
    assert refusal_of(moderation_refuse, **refusal) == "objection_worse"
    assert (
        moderation_approve(item=item, actor=judge, **words_of(item)).decision == Decision.APPROVED
    )


def test_a_decision_after_an_objection_is_final(objection, author, judge):
    item = objection_decide(objection=objection, actor=judge, outcome=OVERTURNED).item
    moderation_refuse(item=item, actor=judge, ground="abuse")
    assert refusal_of(file, ModerationDecision.objects.first(), author) == "no_objection"


def test_withdrawing_the_text_ends_the_objection(objection, judge):
    moderation_withdraw(kind=KIND, target_id="7")
    objection.refresh_from_db()
    assert objection.outcome == ObjectionOutcome.LAPSED
    words = {"objection": objection, "actor": judge, "outcome": OVERTURNED}
    assert refusal_of(objection_decide, **words) == "decided_already"


# The author's page.


def test_what_the_author_reads(author, moderator, judge, notes):
    assert objection_of(KIND, "7") is None
    decision = make_decision(moderator, target_id="7")
    assert objection_of(KIND, "7").may_file
    objection = file(decision, author)
    view = objection_of(KIND, "7")
    assert (view.may_file, view.is_waiting, view.is_late) == (False, True, False)
    assert view.due_at == objection.due_at
    ModerationObjection.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert objection_of(KIND, "7").is_late
    item = objection_decide(objection=objection, actor=judge, outcome=OVERTURNED, note="Да.").item
    view = objection_of(KIND, "7")
    assert (view.outcome, view.note, view.is_waiting) == ("overturned", "Да.", False)
    moderation_refuse(item=item, actor=judge, ground="abuse")
    assert not objection_of(KIND, "7").may_file


def test_no_objection_is_offered_to_a_text_published_as_written(author, moderator):
    item = make_item(target_id="7")
    moderation_approve(item=item, actor=moderator, **words_of(item))
    assert objection_of(KIND, "7") is None


# The desk.


@pytest.fixture
def desk(client, judge):
    client.force_login(judge)
    return client


def test_the_tab_lists_them_by_their_own_clock(desk, author, moderator, judge):
    first, second = (make_objection(author, moderator) for _ in range(2))
    ModerationObjection.objects.filter(pk=second.pk).update(
        due_at=timezone.now() - timedelta(hours=1)
    )
    own = make_objection(author, judge)
    response = desk.get(LIST)
    assert [row.pk for row in response.context["object_list"]] == [second.pk, first.pk, own.pk]
    assertContains(response, "late")
    assertContains(response, "you decided", count=1)


def test_one_row_and_ten_rows_cost_the_same(desk, author, moderator):
    make_objection(author, moderator)
    desk.get(LIST)
    with CaptureQueriesContext(connection) as one:
        desk.get(LIST)
    for _ in range(9):
        make_objection(author, moderator)
    with CaptureQueriesContext(connection) as ten:
        assert len(desk.get(LIST).context["object_list"]) == 10
    assert len(ten) == len(one)


def test_the_page_shows_reason_original_and_public_text(desk, author, moderator, notes):
    objection = make_objection(author, moderator, refuse=False)
    gap = "Прошу починить дорогу. […]. Спасибо."
    start = gap.index("[…]")
    cut = {"start": start, "end": start + 3, "ground": "abuse"}
    notes.public = {"subject": "Дорога", "body": gap, "cuts": [cut]}
    response = desk.get(f"{LIST}{objection.pk}/")
    assertContains(response, "Это правда.")
    assertContains(response, "<del>")
    assertContains(response, SECRET)
    assertContains(response, "taken out: Abuse")


def test_judging_on_the_page(desk, objection):
    address = f"{LIST}{objection.pk}/"
    assertContains(desk.post(address, {"outcome": "upheld"}), "Tell the author why")
    assertContains(desk.post(address, {"outcome": "lapsed"}), "Select a valid choice")
    objection.refresh_from_db()
    assert objection.is_open
    response = desk.post(address, {"outcome": "upheld", "note": "Без доказательств."}, follow=True)
    assertContains(response, "The decision stands.")
    assertContains(desk.get(address), "Без доказательств.")
    assertNotContains(desk.get(address), 'name="outcome"')


def test_overturning_leads_to_the_text(desk, objection):
    response = desk.post(f"{LIST}{objection.pk}/", {"outcome": "overturned"})
    item = ModeratedText.objects.get()
    assertRedirects(response, f"/cms/moderation/{item.pk}/")
    assertContains(desk.get(f"/cms/moderation/{item.pk}/"), "its author objected")


def test_whoever_decided_sees_no_buttons_and_judges_nothing(client, objection, moderator):
    client.force_login(moderator)
    address = f"{LIST}{objection.pk}/"
    response = client.get(address)
    assertContains(response, "Another moderator judges the objection.")
    assertNotContains(response, 'name="outcome"')
    client.post(address, {"outcome": "overturned"})
    objection.refresh_from_db()
    assert objection.is_open


def test_for_others_objections_do_not_exist(client, objection):
    for person, status in ((make_former_moderator(), 403), (make_person(is_superuser=True), 404)):
        client.force_login(person)
        for address in (LIST, f"{LIST}{objection.pk}/"):
            assert client.get(address, follow=True).status_code == status
            assert client.post(address, {"outcome": "upheld"}, follow=True).status_code in (
                status,
                405,
            )
    objection.refresh_from_db()
    assert objection.is_open
