"""Every verb in every state, against the one table of moves."""

import pytest

from appeals.models import Appeal
from appeals.services.moving import appeal_lock
from appeals.states import MOVES, OPEN_STATES, RedirectState, State, move_allowed
from core.errors import Refused
from ledger.models import Event
from notifications.models import Notice
from tests.appeals import people
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AppealFactory, RedirectFactory

pytestmark = pytest.mark.django_db

TRAITS = {
    State.REGISTERED: {},
    State.IN_WORK: {"in_work": True},
    State.ANSWERED: {"answered": True},
    State.WITHDRAWN: {"withdrawn": True},
    State.STOPPED: {"state": State.STOPPED},
}


def do(verb: str, appeal: Appeal) -> None:
    """The verb by whoever may do it."""
    other = AgencyFactory()
    clerk = people.make_worker(appeal.agency)
    if verb in ("accept_redirect", "return_redirect"):
        offer = RedirectFactory(appeal=appeal, to_agency=other)
        act = people.accept if verb == "accept_redirect" else people.send_back
        act(offer, people.make_worker(other))
    elif verb == "redirect":
        people.hand_over(appeal, clerk, other)
    elif verb == "withdraw":
        people.withdraw(appeal)
    else:
        {"take": people.take, "answer": people.answer}[verb](appeal, clerk)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", MOVES)
def test_a_verb_leads_where_the_table_says_or_is_refused(verb, state):
    appeal = AppealFactory(**TRAITS[state])
    events = Event.objects.count()
    allowed_from, target = MOVES[verb]
    assert move_allowed(verb, state) == (state in allowed_from)
    if state not in allowed_from:
        with pytest.raises(Refused) as refusal:
            do(verb, appeal)
        assert refusal.value.code == "wrong_state"
        appeal.refresh_from_db()
        assert appeal.state == state
        assert (Event.objects.count(), Notice.objects.count()) == (events, 0)
        return
    do(verb, appeal)
    appeal.refresh_from_db()
    assert appeal.state == (target or state)
    assert Event.objects.filter(target_id=str(appeal.pk)).count() == 1
    assert Notice.objects.filter(user=appeal.author).count() == 1


def test_the_table_knows_every_state():
    assert set(TRAITS) == set(State)
    for allowed_from, target in MOVES.values():
        assert allowed_from <= set(State)
        assert target is None or target in State


def test_a_refusal_names_the_state_in_words():
    appeal = AppealFactory(withdrawn=True)
    with pytest.raises(Refused) as refusal:
        do("take", appeal)
    assert str(State.WITHDRAWN.label) in str(refusal.value.message)


def test_an_application_that_is_not_there():
    with pytest.raises(Appeal.DoesNotExist):
        appeal_lock(0)


def test_taking_it_over_starts_the_work_anew():
    appeal = AppealFactory(in_work=True, executor=people.make_worker(AgencyFactory()))
    do("accept_redirect", appeal)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.executor) == (State.REGISTERED, None)


@pytest.mark.parametrize("state", OPEN_STATES)
def test_a_withdrawn_application_is_offered_to_nobody(state):
    appeal = AppealFactory(state=state)
    offer = RedirectFactory(appeal=appeal)
    people.withdraw(appeal)
    offer.refresh_from_db()
    assert (offer.state, offer.decided_at is None) == (RedirectState.LAPSED, False)
    with pytest.raises(Refused) as refusal:
        people.accept(offer, people.make_worker(offer.to_agency))
    assert refusal.value.code == "decided_already"


def test_the_office_as_signed_stays_through_every_move():
    office = OfficeFactory()
    appeal = AppealFactory(office=office)
    do("accept_redirect", appeal)
    appeal.refresh_from_db()
    assert appeal.office == office
    assert appeal.agency != office.agency
