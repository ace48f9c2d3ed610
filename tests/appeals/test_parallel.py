"""Verbs that meet on one application at the same moment: a rule holds, nobody deadlocks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

import pytest

from appeals.models import (
    Answer,
    AnswerText,
    Appeal,
    AppealText,
    PreparedAnswer,
    PreparedRevision,
    Redirect,
)
from appeals.services import appeal_unpublish
from appeals.states import Publication, RedirectState, State
from core.errors import Refused
from home.loading.recount import figures_compare
from moderation.models import ModeratedText
from tests.appeals import drafts, people
from tests.appeals.signed import make_appeal_payload, sign
from tests.factories.agencies import AgencyFactory, OfficeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]

ROUNDS = 4


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Each call in a thread and transaction of its own, all starting together: "" or the refusal.

    Anything but a refusal (a deadlock, a broken constraint) fails the test.
    """
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            barrier.wait()
            call()
            return ""
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def moderator():
    return people.make_moderator()


def make_appeal(**said) -> Appeal:
    return sign(make_appeal_payload(office=OfficeFactory(), **said))


def make_clerks(appeal: Appeal, count: int):
    return [people.make_worker(appeal.agency) for _ in range(count)]


def assert_figures_are_true() -> None:
    assert figures_compare() == []


def test_two_clerks_answer_both_answers_stand(moderator):
    appeal = make_appeal()
    people.approve(appeal, moderator)
    clerks = make_clerks(appeal, 4)
    results = at_once(*[lambda who=who: people.answer(appeal, who) for who in clerks])
    assert results == ["", "", "", ""]
    positions = Answer.objects.order_by("position").values_list("position", flat=True)
    assert list(positions) == [1, 2, 3, 4]
    assert AnswerText.objects.filter(withdrawn_at=None).count() == 4
    assert_figures_are_true()


def test_one_clerk_takes_it_the_others_are_told():
    appeal = make_appeal()
    results = at_once(*[lambda who=who: people.take(appeal, who) for who in make_clerks(appeal, 4)])
    assert sorted(results) == ["", "wrong_state", "wrong_state", "wrong_state"]


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_an_answer_meets_a_withdrawal(round_):
    appeal = make_appeal()
    (clerk,) = make_clerks(appeal, 1)
    results = at_once(
        lambda: people.answer(appeal, clerk), lambda: people.withdraw(appeal, appeal.author)
    )
    assert sorted(results) == ["", "wrong_state"]
    appeal.refresh_from_db()
    answered = results[0] == ""
    assert appeal.state == (State.ANSWERED if answered else State.WITHDRAWN)
    assert Answer.objects.count() == int(answered)
    assert_figures_are_true()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_publication_meets_a_withdrawal(moderator, round_):
    appeal = make_appeal()
    item = people.item_of(appeal)
    results = at_once(
        lambda: people.approve_item(item, moderator), lambda: people.withdraw(appeal, appeal.author)
    )
    assert results[1] == ""
    assert results[0] in ("", "decided_already")
    appeal.refresh_from_db()
    assert appeal.state == State.WITHDRAWN
    assert appeal.publication in (Publication.WITHDRAWN, Publication.PRIVATE)
    assert not AppealText.objects.filter(withdrawn_at=None).exists()
    assert not ModeratedText.objects.exists()
    assert_figures_are_true()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_publication_meets_an_answer(moderator, round_):
    appeal = make_appeal()
    (clerk,) = make_clerks(appeal, 1)
    results = at_once(
        lambda: people.approve(appeal, moderator), lambda: people.answer(appeal, clerk)
    )
    assert results == ["", ""]
    assert AnswerText.objects.filter(withdrawn_at=None).count() == 1
    assert_figures_are_true()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_an_answer_s_approval_meets_the_end_of_publication(moderator, round_):
    appeal = make_appeal()
    people.approve(appeal, moderator)
    (clerk,) = make_clerks(appeal, 1)
    answer = people.answer(appeal, clerk, f"{people.ANSWER} +7 701 000 00 01")
    other = people.make_moderator()
    item = people.item_of(answer, "answer")
    results = at_once(
        lambda: people.approve_item(item, moderator),
        lambda: appeal_unpublish(appeal_id=appeal.pk, actor=other),
    )
    assert results[1] == ""
    assert results[0] in ("", "decided_already")
    assert not AnswerText.objects.filter(withdrawn_at=None).exists()
    assert not ModeratedText.objects.exists()
    assert_figures_are_true()


def test_taken_down_twice_it_is_counted_once(moderator):
    appeal = make_appeal()
    people.approve(appeal, moderator)
    results = at_once(
        *[lambda: appeal_unpublish(appeal_id=appeal.pk, actor=moderator) for _ in range(3)]
    )
    assert sorted(results) == ["", "wrong_publication", "wrong_publication"]
    assert_figures_are_true()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_one_decision_on_a_hand_over(round_):
    appeal, other = make_appeal(), AgencyFactory()
    (clerk,) = make_clerks(appeal, 1)
    offer = people.hand_over(appeal, clerk, other)
    takers = [people.make_worker(other) for _ in range(3)]
    results = at_once(
        lambda: people.accept(offer, takers[0]),
        lambda: people.accept(offer, takers[1]),
        lambda: people.send_back(offer, takers[2]),
        lambda: people.withdraw(appeal, appeal.author),
    )
    assert results[:3].count("") <= 1
    offer.refresh_from_db()
    assert offer.decided_at is not None
    accepted = Redirect.objects.filter(state=RedirectState.ACCEPTED).count()
    assert accepted == int("" in results[:2])
    assert_figures_are_true()


def test_two_hand_overs_at_once_one_is_open():
    appeal = make_appeal()
    clerks = make_clerks(appeal, 2)
    bodies = [AgencyFactory(), AgencyFactory()]
    results = at_once(
        *[
            lambda who=who, to=to: people.hand_over(appeal, who, to)
            for who, to in zip(clerks, bodies, strict=True)
        ]
    )
    assert sorted(results) == ["", "redirect_open"]
    assert Redirect.objects.filter(state=RedirectState.PROPOSED).count() == 1


def test_an_answer_and_a_hand_over_never_both():
    appeal = make_appeal()
    clerks = make_clerks(appeal, 2)
    other = AgencyFactory()
    results = at_once(
        lambda: people.answer(appeal, clerks[0]),
        lambda: people.hand_over(appeal, clerks[1], other),
    )
    assert results.count("") == 1
    assert Answer.objects.count() + Redirect.objects.count() == 1


def test_two_colleagues_deliver_one_draft_once():
    appeal = make_appeal()
    clerks = make_clerks(appeal, 3)
    drafts.prepare(appeal, clerks[0])
    results = at_once(*[lambda who=who: drafts.send(appeal, who) for who in clerks])
    assert sorted(results) == ["", "not_prepared", "not_prepared"]
    assert Answer.objects.count() == 1
    assert_figures_are_true()


def test_two_clerks_write_at_once_one_is_told():
    appeal = make_appeal()
    clerks = make_clerks(appeal, 3)
    results = at_once(*[lambda who=who: drafts.prepare(appeal, who) for who in clerks])
    # The same words again change nothing; other revisions than seen are refused.
    assert sorted(results) == ["", "changed", "changed"]
    assert PreparedRevision.objects.count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_agreeing_meets_a_change(round_):
    appeal = make_appeal()
    writer, colleague = make_clerks(appeal, 2)
    drafts.prepare(appeal, writer)
    results = at_once(
        lambda: drafts.agree(appeal, colleague),
        lambda: drafts.prepare(appeal, writer, f"{drafts.BODY} Иначе.", seen=1),
    )
    assert results[1] == ""
    assert results[0] in ("", "changed")
    appeal.refresh_from_db()
    assert appeal.state == State.DRAFTED
    assert PreparedAnswer.objects.get().agreed_by is None


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_sending_back_meets_the_delivery(round_):
    appeal = make_appeal()
    writer, colleague = make_clerks(appeal, 2)
    drafts.prepare(appeal, writer)
    results = at_once(
        lambda: drafts.send_back(appeal, colleague), lambda: drafts.send(appeal, writer)
    )
    assert sorted(results) == ["", "wrong_state"]
    assert_figures_are_true()
