"""Giving applications to colleagues: one and many, who may, to whom, until when."""

from datetime import timedelta

from django.utils import timezone

import pytest

from accounts.readers import reader_for
from appeals.services.assigning import (
    MOST_AT_ONCE,
    appeal_assign,
    appeals_assign,
    appeals_assign_dry,
)
from appeals.states import State
from core.errors import NotAllowed, Refused
from ledger.selectors import event_list_for
from tests.appeals import people
from tests.factories.agencies import OfficeFactory
from tests.factories.appeals import AppealFactory, CitizenFactory, RedirectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return OfficeFactory().agency


@pytest.fixture
def clerk(agency):
    return people.make_worker(agency)


@pytest.fixture
def colleague(agency):
    return people.make_worker(agency)


def make_appeal(agency, **traits):
    return AppealFactory(office=agency.offices.first(), **traits)


def assign(appeal, actor, executor, day=None):
    return appeal_assign(
        appeal_id=appeal.pk,
        actor=actor,
        reader=reader_for(actor),
        executor=executor,
        inner_due_on=day,
    )


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


@pytest.mark.parametrize("kind", ["clerk", "head"])
def test_a_new_one_goes_to_a_colleague_and_into_work(agency, colleague, kind):
    actor = people.make_worker(agency, kind)
    appeal = assign(make_appeal(agency), actor, colleague, day(3))
    appeal.refresh_from_db()
    assert (appeal.state, appeal.executor, appeal.inner_due_on) == ("in_work", colleague, day(3))
    event = event_list_for(appeal).get(verb="appeal.assign")
    assert event.actor == actor
    assert event.data["executor"] == str(colleague.pk)
    assert event.data["inner_due_on"] == day(3).isoformat()


@pytest.mark.parametrize("state", [State.WAITING, State.DRAFTED, State.AGREED])
def test_later_it_changes_hands_and_stays_where_it_is(agency, clerk, colleague, state):
    appeal = assign(make_appeal(agency, state=state), clerk, colleague)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.executor) == (state, colleague)


@pytest.mark.parametrize("state", [State.SIGNED, State.WITHDRAWN, State.STOPPED])
def test_nothing_is_given_when_nothing_is_left_to_do(agency, clerk, colleague, state):
    appeal = make_appeal(agency, state=state)
    with pytest.raises(Refused, match="wrong_state"):
        assign(appeal, clerk, colleague)


@pytest.mark.parametrize("who", ["stranger", "citizen", "editor", "former", "foreign", "author"])
def test_only_those_who_work_for_the_agency_now_get_it(agency, clerk, who):
    appeal = make_appeal(agency)
    executor = {
        "stranger": CitizenFactory,
        "citizen": lambda: appeal.author,
        "editor": lambda: people.make_worker(agency, "editor"),
        "former": lambda: people.make_worker(agency, ended=True),
        "foreign": lambda: people.make_worker(OfficeFactory().agency),
        "author": lambda: people.add_role(appeal.author, "clerk", agency).user,
    }[who]()
    with pytest.raises(Refused, match="wrong_executor"):
        assign(appeal, clerk, executor)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.executor) == (State.REGISTERED, None)


@pytest.mark.parametrize("who", ["citizen", "editor", "former", "foreign", "operator", "author"])
def test_only_workers_of_the_holder_give_it(agency, colleague, who):
    appeal = make_appeal(agency)
    actor = {
        "citizen": CitizenFactory,
        "editor": lambda: people.make_worker(agency, "editor"),
        "former": lambda: people.make_worker(agency, ended=True),
        "foreign": lambda: people.make_worker(OfficeFactory().agency),
        "operator": lambda: people.add_role(CitizenFactory(), "operator").user,
        "author": lambda: people.add_role(appeal.author, "head", agency).user,
    }[who]()
    with pytest.raises(NotAllowed):
        assign(appeal, actor, colleague)


def test_the_body_it_is_offered_to_assigns_nothing_yet(agency, clerk, colleague):
    offer = RedirectFactory(to_agency=agency)
    with pytest.raises(NotAllowed):
        assign(offer.appeal, clerk, colleague)


@pytest.mark.parametrize(("days", "code"), [(-1, "inner_day_past"), (11, "inner_day_late")])
def test_a_day_that_makes_no_sense_is_refused(agency, clerk, colleague, days, code):
    appeal = make_appeal(agency, due_on=day(10))
    with pytest.raises(Refused, match=code):
        assign(appeal, clerk, colleague, day(days))


@pytest.mark.parametrize("days", [0, 10])
def test_today_and_the_legal_day_are_fine(agency, clerk, colleague, days):
    appeal = make_appeal(agency, due_on=day(10))
    assert assign(appeal, clerk, colleague, day(days)).inner_due_on == day(days)


def test_a_late_one_may_still_get_a_day_to_come(agency, clerk, colleague):
    appeal = make_appeal(agency, overdue=True)
    assert assign(appeal, clerk, colleague, day(2)).inner_due_on == day(2)


# Many at once.


def test_a_dry_count_changes_nothing_and_the_real_one_does_just_that(agency, clerk, colleague):
    good = [make_appeal(agency) for _ in range(3)]
    done, foreign = make_appeal(agency, withdrawn=True), AppealFactory()
    numbers = [row.number for row in (*good, done, foreign)] + ["OD-1999-00000001"]
    said = {"numbers": numbers, "reader": reader_for(clerk), "executor": colleague}
    dry = appeals_assign_dry(**said)
    assert dry.numbers == tuple(row.number for row in good)
    assert [kept.number for kept in dry.kept] == numbers[3:]
    for row in good:
        row.refresh_from_db()
        assert (row.state, row.executor) == (State.REGISTERED, None)
    real = appeals_assign(**said, actor=clerk)
    assert real == dry
    for row in good:
        row.refresh_from_db()
        assert (row.state, row.executor) == (State.IN_WORK, colleague)
    foreign.refresh_from_db()
    assert foreign.executor is None


def test_a_foreign_number_and_one_that_is_not_there_read_the_same(agency, clerk, colleague):
    numbers = [AppealFactory().number, "OD-1999-00000001"]
    dry = appeals_assign_dry(numbers=numbers, reader=reader_for(clerk), executor=colleague)
    assert dry.numbers == ()
    assert len({str(kept.why) for kept in dry.kept}) == 1


def test_each_number_counts_once(agency, clerk, colleague):
    number = make_appeal(agency).number
    numbers = [number, number.lower(), f" {number} ", ""]
    dry = appeals_assign_dry(numbers=numbers, reader=reader_for(clerk), executor=colleague)
    assert (dry.numbers, dry.kept) == ((number,), ())


def test_not_more_than_the_most(agency, clerk, colleague):
    numbers = [f"OD-2026-{n:08d}" for n in range(MOST_AT_ONCE + 1)]
    with pytest.raises(Refused, match="too_many_at_once"):
        appeals_assign_dry(numbers=numbers, reader=reader_for(clerk), executor=colleague)


def test_a_day_too_late_for_some_keeps_only_those(agency, clerk, colleague):
    short, long = make_appeal(agency, due_on=day(2)), make_appeal(agency, due_on=day(9))
    real = appeals_assign(
        numbers=[short.number, long.number],
        actor=clerk,
        reader=reader_for(clerk),
        executor=colleague,
        inner_due_on=day(5),
    )
    assert real.numbers == (long.number,)
    assert [kept.number for kept in real.kept] == [short.number]
