"""Asking the author for more; what the author adds; going on without it."""

from datetime import timedelta

from django.utils import timezone

import pytest

from appeals.models import Supplement
from appeals.originals import original_of
from appeals.states import MOVES, State
from core.errors import NotAllowed, Refused
from law.models import StopGround
from law.selectors import promised_day
from ledger.models import Event
from notifications.models import Notice
from tests.appeals import people
from tests.appeals.course import (
    MORE,
    WHY,
    ask,
    days_pass,
    give,
    make_clerk,
    make_running,
    resume,
    stop,
)
from tests.factories.agencies import AgencyFactory
from tests.factories.appeals import CitizenFactory, RedirectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal():
    return make_running(in_work=True)


@pytest.fixture
def clerk(appeal):
    return make_clerk(appeal)


def code_of(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refusal:
        call(*args, **kwargs)
    return refusal.value.code


# Asking.


@pytest.mark.parametrize(
    ("ground", "promise"),
    [
        (None, "supplement_days"),
        ("", "supplement_days"),
        ("essence-missing", "supplement_days"),
        ("obscene", "correction_days"),
        ("unreadable", "correction_days"),
    ],
)
def test_the_author_gets_the_days_we_promise(appeal, clerk, ground, promise):
    due = appeal.due_on
    row = ask(appeal, clerk, ground)
    appeal.refresh_from_db()
    assert row.due_on == promised_day(promise, timezone.localdate())
    assert (appeal.state, appeal.due_on) == (State.WAITING, due)
    notice = Notice.objects.get(user=appeal.author)
    assert (notice.kind, notice.data["until"]) == ("appeal.supplement_asked", str(row.due_on))
    assert WHY not in str(Event.objects.get(verb="appeal.ask_supplement").data)


@pytest.mark.parametrize("ground", ["repeat", "not-competent"])
def test_on_other_grounds_nobody_asks(appeal, clerk, ground):
    assert code_of(ask, appeal, clerk, ground) == "ground_asks_nothing"


@pytest.mark.parametrize("ground", ["burnt", "OBSCENE", "' OR 1", "\x00"])
def test_an_unknown_ground(appeal, clerk, ground):
    assert code_of(ask, appeal, clerk, ground.replace("\x00", "null")) == "ground_unknown"


def test_a_ground_switched_off(appeal, clerk):
    StopGround.objects.filter(code="obscene").update(is_active=False)
    assert code_of(ask, appeal, clerk, "obscene") == "ground_unknown"


@pytest.mark.parametrize("reason", ["", "  ", "\u200b\n"])
def test_not_without_saying_what(appeal, clerk, reason):
    assert code_of(ask, appeal, clerk, None, reason) == "reason_missing"


def test_not_twice_at_once(appeal, clerk):
    ask(appeal, clerk)
    assert code_of(ask, appeal, clerk) == "wrong_state"


def test_not_while_another_body_is_asked(appeal, clerk):
    RedirectFactory(appeal=appeal)
    assert code_of(ask, appeal, clerk) == "redirect_open"


@pytest.mark.parametrize(
    "state", [state for state in State if state not in MOVES["ask_supplement"].starts]
)
def test_in_no_other_state(state):
    appeal = make_running(state=state, answered_at=timezone.now())
    assert code_of(ask, appeal, make_clerk(appeal)) == "wrong_state"


@pytest.mark.parametrize("who", ["citizen", "author", "author_clerk", "other", "former", "editor"])
def test_only_who_works_on_it_asks_and_goes_on(appeal, clerk, who):
    makers = {
        "citizen": CitizenFactory,
        "author": lambda: appeal.author,
        "author_clerk": lambda: people.add_role(appeal.author, "clerk", appeal.agency).user,
        "other": lambda: people.make_worker(AgencyFactory()),
        "former": lambda: people.make_worker(appeal.agency, ended=True),
        "editor": lambda: people.make_worker(appeal.agency, "editor"),
    }
    person = makers[who]()
    with pytest.raises(NotAllowed):
        ask(appeal, person)
    ask(appeal, clerk)
    with pytest.raises(NotAllowed):
        resume(appeal, person)
    assert Supplement.objects.get().is_open


def test_a_question_outlived_by_a_hand_over_is_no_missed_one(appeal, clerk):
    ask(appeal, clerk, "obscene")
    other = AgencyFactory()
    taker = people.make_worker(other, "head")
    people.accept(people.hand_over(appeal, clerk, other), taker)
    days_pass(appeal, 30)
    assert code_of(give, appeal) == "wrong_state"
    assert code_of(stop, appeal, taker, "obscene") == "first_step_missing"
    appeal.refresh_from_db()
    ask(appeal, taker, "obscene")
    first, second = appeal.supplements.all()
    assert (first.is_open, first.lapsed, second.is_open) == (False, False, True)


# Giving.


def test_what_the_author_adds_stands_beside_the_original(appeal, clerk):
    before = original_of(appeal)
    ask(appeal, clerk)
    row = give(appeal)
    appeal.refresh_from_db()
    assert (appeal.state, row.text) == (State.IN_WORK, MORE)
    assert original_of(appeal) == before
    assert Event.objects.get(verb="appeal.supplement").data["late"] is False
    assert MORE not in str(list(Event.objects.values_list("data", flat=True)))


def test_after_its_day_it_is_taken_and_marked_late(appeal, clerk):
    ask(appeal, clerk)
    days_pass(appeal, 30)
    give(appeal)
    assert Event.objects.get(verb="appeal.supplement").data["late"] is True
    assert not Supplement.objects.get().lapsed


def test_after_the_agency_went_on_it_is_too_late(appeal, clerk):
    ask(appeal, clerk)
    days_pass(appeal, 30)
    resume(appeal, clerk)
    assert code_of(give, appeal) == "wrong_state"


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b"])
def test_not_with_nothing(appeal, clerk, text):
    ask(appeal, clerk)
    assert code_of(give, appeal, None, text) == "text_missing"


def test_not_a_novel(appeal, clerk):
    ask(appeal, clerk)
    assert code_of(give, appeal, None, "я" * 10_001) == "too_long"


def test_not_twice(appeal, clerk):
    ask(appeal, clerk)
    give(appeal)
    assert code_of(give, appeal) == "wrong_state"


def test_nobody_else_adds(appeal, clerk):
    ask(appeal, clerk)
    for person in (clerk, CitizenFactory(), people.make_operator()):
        with pytest.raises(NotAllowed):
            give(appeal, person)


def test_waiting_without_a_question(appeal):
    appeal.state = State.WAITING
    appeal.save()
    assert code_of(give, appeal) == "nothing_asked"


# Going on without it.


@pytest.mark.parametrize(("days", "lapsed"), [(0, False), (30, True)])
def test_the_agency_goes_on(appeal, clerk, days, lapsed):
    ask(appeal, clerk)
    days_pass(appeal, days)
    resume(appeal, clerk)
    appeal.refresh_from_db()
    row = Supplement.objects.get()
    assert (appeal.state, row.lapsed, row.is_open) == (State.IN_WORK, lapsed, False)
    assert Notice.objects.filter(user=appeal.author, kind="appeal.resumed").count() == 1


def test_on_its_last_day_nothing_has_lapsed(appeal, clerk):
    ask(appeal, clerk)
    Supplement.objects.update(due_on=timezone.localdate())
    resume(appeal, clerk)
    assert not Supplement.objects.get().lapsed


def test_nothing_to_go_on_from(appeal, clerk):
    assert code_of(resume, appeal, clerk) == "wrong_state"


def test_every_question_is_another_row(appeal, clerk):
    for _ in range(2):
        ask(appeal, clerk)
        give(appeal)
    assert Supplement.objects.count() == 2
    assert Supplement.objects.filter(supplied_at__gt=timezone.now() - timedelta(1)).count() == 2
