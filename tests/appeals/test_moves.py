"""Every move from every state and by everybody, against the one table of moves."""

import pytest

from appeals.models import Appeal
from appeals.services.moving import appeal_lock
from appeals.services.signed_answers import answer_payload, answer_wait_end
from appeals.states import MOVES, OPEN_STATES, RedirectState, State, Who, move_allowed
from core.errors import NotAllowed, Refused
from ledger.models import Event
from notifications.models import Notice
from notifications.wording import KINDS
from tests.appeals import people
from tests.appeals.moves import ACTS, EVERYBODY, MAY, TWINS, case_for, do
from tests.factories.agencies import OfficeFactory
from tests.factories.appeals import AppealFactory, RedirectFactory

pytestmark = pytest.mark.django_db

BY_PEOPLE = [verb for verb, move in MOVES.items() if move.who != Who.PORTAL]


def may(verb: str) -> str:
    return MAY[MOVES[verb].who][0]


def moved_by(verb: str, state: State) -> str | None:
    """The move that the service would make in this state; none when it has to refuse."""
    return next(
        (name for name in (verb, TWINS.get(verb, verb)) if state in MOVES[name].starts), None
    )


def told(appeal: Appeal) -> list[str]:
    rows = Notice.objects.filter(user=appeal.author).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def verbs_of(appeal: Appeal) -> list[str]:
    rows = Event.objects.filter(target_id=str(appeal.pk), target_kind="appeals.appeal")
    return list(rows.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", BY_PEOPLE)
def test_a_move_leads_where_the_table_says_or_is_refused(verb, state):
    case = case_for(verb, state)
    name = moved_by(verb, state)
    assert move_allowed(verb, state) == (state in MOVES[verb].starts)
    if name is None:
        events, notices = Event.objects.count(), Notice.objects.count()
        with pytest.raises(Refused) as refusal:
            do(verb, case, case.person(may(verb)))
        assert refusal.value.code == "wrong_state"
        case.appeal.refresh_from_db()
        assert case.appeal.state == state
        assert (Event.objects.count(), Notice.objects.count()) == (events, notices)
        return
    do(verb, case, case.person(may(verb)))
    move = MOVES[name]
    case.appeal.refresh_from_db()
    assert case.appeal.state == (move.leads_to or state)
    assert verbs_of(case.appeal) == [move.event]
    assert told(case.appeal)[:1] == ([move.notice] if move.notice else [])


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("verb", BY_PEOPLE)
def test_nobody_else_makes_a_move(verb, who):
    state = next(state for state in State if state in MOVES[verb].starts)
    case = case_for(verb, state)
    if who in MAY[MOVES[verb].who]:
        do(verb, case, case.person(who))
        assert verbs_of(case.appeal) == [MOVES[verb].event]
        return
    with pytest.raises(NotAllowed):
        do(verb, case, case.person(who))
    case.appeal.refresh_from_db()
    assert case.appeal.state == state
    assert verbs_of(case.appeal) == []


@pytest.mark.parametrize("verb", BY_PEOPLE)
def test_no_author_moves_their_own_application_by_a_role(verb):
    if MOVES[verb].who == Who.AUTHOR:
        pytest.skip("it is the author's own move")
    state = next(state for state in State if state in MOVES[verb].starts)
    case = case_for(verb, state)
    for kind in ("clerk", "head"):
        people.add_role(case.appeal.author, kind, case.appeal.agency)
        people.add_role(case.appeal.author, kind, case.other)
    people.add_role(case.appeal.author, "operator")
    with pytest.raises(NotAllowed):
        do(verb, case, case.appeal.author)


@pytest.mark.parametrize("state", State)
def test_a_refused_signature_opens_the_draft_again_where_one_waits(state):
    case = case_for("sign", State.DRAFTED)
    head = case.person("head@holder")
    payload = answer_payload(appeal_id=case.appeal.pk, actor=head, reader=people.reader_for(head))
    waits = state in MOVES["sign_refused"].starts
    Appeal.objects.filter(pk=case.appeal.pk).update(state=state, answered_at=payload.created_at)
    if waits:
        type(case.appeal.prepared).objects.update(waits_since=payload.created_at)
    answer_wait_end(payload=payload)
    case.appeal.refresh_from_db()
    assert case.appeal.state == (State.AGREED if waits else state)
    assert verbs_of(case.appeal) == (["answer.sign_refused"] if waits else [])


def test_the_table_is_whole():
    assert set(ACTS) == set(BY_PEOPLE)
    for move in MOVES.values():
        assert move.starts
        assert move.starts <= set(State)
        assert move.leads_to is None or move.leads_to in State
        assert not move.notice or move.notice in KINDS


def test_every_state_can_be_reached_and_every_open_one_left():
    reached = {State.REGISTERED} | {move.leads_to for move in MOVES.values() if move.leads_to}
    assert reached == set(State)
    left = {state for move in MOVES.values() if move.leads_to for state in move.starts}
    assert set(OPEN_STATES) <= left


def test_a_refusal_names_the_state_in_words():
    case = case_for("take", State.WITHDRAWN)
    with pytest.raises(Refused) as refusal:
        do("take", case, case.person("clerk@holder"))
    assert str(State.WITHDRAWN.label) in str(refusal.value.message)


def test_an_application_that_is_not_there():
    with pytest.raises(Appeal.DoesNotExist):
        appeal_lock(0)


def test_taking_it_over_starts_the_work_anew():
    case = case_for("accept_redirect", State.IN_WORK)
    Appeal.objects.filter(pk=case.appeal.pk).update(executor=case.writer)
    do("accept_redirect", case, case.person("clerk@other"))
    case.appeal.refresh_from_db()
    assert (case.appeal.state, case.appeal.executor) == (State.WITH_AGENCY, None)


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
    case = case_for("accept_redirect", State.REGISTERED)
    Appeal.objects.filter(pk=case.appeal.pk).update(office=office)
    do("accept_redirect", case, case.person("clerk@other"))
    case.appeal.refresh_from_db()
    assert case.appeal.office == office
    assert case.appeal.agency == case.other
