"""Stopping: a listed ground, what must be tried first, a named head, the way to disagree."""

from django.utils import timezone, translation

import pytest

from appeals.models import StopDecision
from appeals.states import MOVES, State
from core.errors import NotAllowed, Refused
from law.models import StopGround
from law.selectors import stop_grounds
from ledger.counters import counter_values
from ledger.models import Event
from notifications.models import Notice
from notifications.wording import notice_text
from tests.appeals import people
from tests.appeals.course import (
    ask,
    days_pass,
    give,
    make_clerk,
    make_head,
    make_running,
    resume,
    stop,
)
from tests.factories.agencies import AgencyFactory
from tests.factories.appeals import RedirectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal():
    return make_running(in_work=True)


@pytest.fixture
def head(appeal):
    return make_head(appeal)


def refused(code: str, *args) -> None:
    with pytest.raises(Refused) as refusal:
        stop(*args)
    assert refusal.value.code == code
    assert not StopDecision.objects.exists()


def test_the_author_reads_ground_and_note(appeal, head):
    row = stop(appeal, head, "repeat", "Ответ дан 3 марта.")
    appeal.refresh_from_db()
    assert (appeal.state, row.decided_by, row.ground.code) == (State.STOPPED, head, "repeat")
    notice = Notice.objects.get(user=appeal.author)
    assert notice.kind == "appeal.stopped"
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            assert row.ground.localized("title") in notice_text(notice.kind, notice.data)
    event = Event.objects.get(verb="appeal.stop")
    assert event.data["stop_ground"] == "repeat"
    assert "марта" not in str(event.data)
    assert counter_values("appeals.stopped") == {"appeals.stopped": 1}


def test_each_ground_without_its_first_step(appeal, head):
    for ground in stop_grounds():
        if ground.first_step != "none":
            refused("first_step_missing", appeal, head, ground.code)
    appeal.refresh_from_db()
    assert appeal.state == State.IN_WORK


@pytest.mark.parametrize("ground", ["obscene", "unreadable", "essence-missing"])
def test_after_the_author_was_asked_and_did_not_answer(appeal, head, ground):
    ask(appeal, head, ground)
    refused("supplement_waits", appeal, head, ground)
    days_pass(appeal, 30)
    stop(appeal, head, ground)
    row = appeal.supplements.get()
    assert (row.lapsed, row.is_open) == (True, False)


def test_after_the_agency_went_on_without_it(appeal, head):
    ask(appeal, head, "obscene")
    days_pass(appeal, 30)
    resume(appeal, head)
    assert stop(appeal, head, "obscene")


def test_not_when_the_agency_did_not_wait_for_it(appeal, head):
    ask(appeal, head, "obscene")
    resume(appeal, head)
    days_pass(appeal, 30)
    refused("first_step_missing", appeal, head, "obscene")


def test_after_an_answer_that_changed_nothing_the_note_says_so(appeal, head):
    ask(appeal, head, "obscene")
    give(appeal)
    refused("reason_missing", appeal, head, "obscene", " ")
    assert stop(appeal, head, "obscene", "В дополнении те же слова.")


def test_another_ground_s_question_is_not_this_one_s(appeal, head):
    ask(appeal, head, "essence-missing")
    days_pass(appeal, 30)
    refused("first_step_missing", appeal, head, "obscene")


def test_while_the_author_has_time_no_ground_stops_it(appeal, head):
    ask(appeal, head)
    refused("supplement_waits", appeal, head, "repeat")


def test_not_competent_only_after_a_hand_over_came_back(appeal, head):
    RedirectFactory(appeal=appeal, accepted=True)
    refused("first_step_missing", appeal, head, "not-competent")
    RedirectFactory(appeal=appeal, returned=True)
    assert stop(appeal, head, "not-competent")


def test_not_while_another_body_is_asked(appeal, head):
    RedirectFactory(appeal=appeal)
    refused("redirect_open", appeal, head, "repeat")


@pytest.mark.parametrize("ground", ["", "burnt", "REPEAT", "repeat "])
def test_an_unknown_ground(appeal, head, ground):
    refused("ground_unknown", appeal, head, ground)


def test_a_ground_switched_off(appeal, head):
    StopGround.objects.filter(code="repeat").update(is_active=False)
    refused("ground_unknown", appeal, head, "repeat")


@pytest.mark.parametrize("note", ["", " \n", "\u200b"])
def test_not_without_a_note(appeal, head, note):
    refused("reason_missing", appeal, head, "repeat", note)


@pytest.mark.parametrize("who", ["clerk", "other_head", "author_head", "former", "operator"])
def test_nobody_but_a_head_of_the_holder(appeal, who):
    makers = {
        "clerk": lambda: make_clerk(appeal),
        "other_head": lambda: people.make_worker(AgencyFactory(), "head"),
        "author_head": lambda: people.add_role(appeal.author, "head", appeal.agency).user,
        "former": lambda: people.make_worker(appeal.agency, "head", ended=True),
        "operator": people.make_operator,
    }
    with pytest.raises(NotAllowed):
        stop(appeal, makers[who]())
    assert not StopDecision.objects.exists()


@pytest.mark.parametrize("state", [state for state in State if state not in MOVES["stop"].starts])
def test_in_no_other_state(state):
    appeal = make_running(state=state, answered_at=timezone.now())
    refused("wrong_state", appeal, make_head(appeal))


def test_joint_parts_stop_with_the_whole_others_go_on(appeal, head):
    bodies = [AgencyFactory(), AgencyFactory()]
    words = "На улице Образцовой уже неделю открытая яма."
    joint = people.split(appeal, head, bodies[0], words, is_joint=True)
    other = people.split(appeal, head, bodies[1], words)
    stop(appeal, head)
    joint.refresh_from_db()
    other.refresh_from_db()
    assert (joint.state, other.state) == (State.STOPPED, State.WITH_AGENCY)
    assert joint.stops.get().ground.code == "repeat"
    assert not joint.redirects.filter(decided_at=None).exists()
