"""A hand-over remembers: who had it before, how often, when it came late, who decides at last."""

from datetime import timedelta

from django.utils import timezone

import pytest

from accounts.models import RoleKind
from accounts.readers import reader_for
from appeals.models import Appeal, Redirect
from appeals.projections import detail_of
from appeals.selectors import appeal_get
from appeals.states import RedirectState, State
from core.errors import NotAllowed, Refused
from law.models import TermSet
from law.selectors import due_anew
from ledger.counters import counter_values
from ledger.models import Event
from notifications.models import Notice
from tests.appeals import people
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AppealFactory
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal():
    return AppealFactory()


@pytest.fixture
def bodies(appeal):
    """The holder and three others, each with a clerk."""
    agencies = [appeal.agency, *(OfficeFactory().agency for _ in range(3))]
    return [(agency, people.make_worker(agency)) for agency in agencies]


def handed_twice(appeal, bodies) -> None:
    (_, clerk), (second, at_second), (third, at_third), _rest = bodies
    people.accept(people.hand_over(appeal, clerk, second), at_second)
    people.accept(people.hand_over(appeal, at_second, third), at_third)


def escalated(appeal, bodies) -> Redirect:
    handed_twice(appeal, bodies)
    return people.hand_over(appeal, bodies[2][1], bodies[3][0])


def kinds(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


# Never back without a reason.


def test_back_to_the_first_body_needs_a_reason_of_its_own(appeal, bodies):
    (first, clerk), (second, at_second), *_rest = bodies
    people.accept(people.hand_over(appeal, clerk, second), at_second)
    with pytest.raises(Refused) as refusal:
        people.hand_over(appeal, at_second, first)
    assert refusal.value.code == "back_reason_missing"
    offer = people.hand_over(appeal, at_second, first, back_reason="Появился новый факт.")
    assert (offer.to_agency, offer.back_reason) == (first, "Появился новый факт.")


@pytest.mark.parametrize("words", ["", " \n", "\u200b"])
def test_an_empty_reason_is_none(appeal, bodies, words):
    (first, clerk), (second, at_second), *_rest = bodies
    people.accept(people.hand_over(appeal, clerk, second), at_second)
    with pytest.raises(Refused) as refusal:
        people.hand_over(appeal, at_second, first, back_reason=words)
    assert refusal.value.code == "back_reason_missing"


def test_to_a_body_that_sent_it_back_too(appeal, bodies):
    (_, clerk), (second, at_second), *_rest = bodies
    people.send_back(people.hand_over(appeal, clerk, second), at_second)
    with pytest.raises(Refused) as refusal:
        people.hand_over(appeal, clerk, second)
    assert refusal.value.code == "back_reason_missing"


# The third one goes to the operator.


def test_the_third_hand_over_goes_to_the_operator(appeal, bodies):
    offer = escalated(appeal, bodies)
    assert offer.state == RedirectState.OPERATOR
    appeal.refresh_from_db()
    assert appeal.agency == bodies[2][0]
    assert kinds(appeal.author)[-1] == "redirect.escalated"
    assert Event.objects.latest("pk").verb == "redirect.escalate"


def test_the_body_that_was_named_neither_sees_nor_takes_it(appeal, bodies):
    offer = escalated(appeal, bodies)
    wished = bodies[3][1]
    with pytest.raises(NotAllowed):
        people.accept(offer, wished)
    with pytest.raises(NotAllowed):
        people.send_back(offer, wished)
    with pytest.raises(Appeal.DoesNotExist):
        appeal_get(appeal.number, reader_for(wished))


def test_the_operator_reads_it_only_while_it_waits_for_the_decision(appeal, bodies):
    operator = people.make_operator()
    with pytest.raises(Appeal.DoesNotExist):
        appeal_get(appeal.number, reader_for(operator))
    offer = escalated(appeal, bodies)
    reader = reader_for(operator)
    assert detail_of(appeal_get(appeal.number, reader), reader).shows_original
    people.settle(offer, operator, bodies[3][0])
    with pytest.raises(Appeal.DoesNotExist):
        appeal_get(appeal.number, reader_for(operator))


def test_the_operator_names_the_body_and_it_is_theirs_at_once(appeal, bodies):
    offer = escalated(appeal, bodies)
    people.settle(offer, people.make_operator(), bodies[3][0])
    appeal.refresh_from_db()
    offer.refresh_from_db()
    assert (appeal.agency, appeal.state) == (bodies[3][0], State.WITH_AGENCY)
    assert offer.state == RedirectState.ACCEPTED
    with pytest.raises(Refused) as refusal:
        people.send_back(offer, bodies[3][1])
    assert refusal.value.code == "decided_already"
    assert kinds(appeal.author)[-1] == "redirect.decided"
    assert counter_values("appeals.redirected")["appeals.redirected"] == 1


def test_the_operator_may_leave_it_where_it_is(appeal, bodies):
    offer = escalated(appeal, bodies)
    people.settle(offer, people.make_operator(), bodies[2][0])
    appeal.refresh_from_db()
    offer.refresh_from_db()
    assert (appeal.agency, offer.state) == (bodies[2][0], RedirectState.RETURNED)
    assert Event.objects.latest("pk").verb == "redirect.keep"


def test_the_operator_may_name_a_body_nobody_thought_of(appeal, bodies):
    offer, other = escalated(appeal, bodies), AgencyFactory()
    people.settle(offer, people.make_operator(), other)
    appeal.refresh_from_db()
    assert appeal.agency == other


def test_the_next_one_goes_to_the_operator_again(appeal, bodies):
    people.settle(escalated(appeal, bodies), people.make_operator(), bodies[3][0])
    again = people.hand_over(appeal, bodies[3][1], AgencyFactory())
    assert again.state == RedirectState.OPERATOR


@pytest.mark.parametrize(
    "kind", [RoleKind.CLERK, RoleKind.HEAD, RoleKind.EDITOR, RoleKind.MODERATOR, RoleKind.AUDITOR]
)
def test_nobody_but_the_operator_decides(appeal, bodies, kind):
    offer = escalated(appeal, bodies)
    person = make_person()
    own = kind in (RoleKind.CLERK, RoleKind.HEAD, RoleKind.EDITOR)
    people.add_role(person, kind, bodies[2][0] if own else None)
    with pytest.raises(NotAllowed):
        people.settle(offer, person, bodies[3][0])


def test_no_operator_decides_on_an_application_of_their_own(appeal, bodies):
    offer = escalated(appeal, bodies)
    people.add_role(appeal.author, RoleKind.OPERATOR)
    with pytest.raises(NotAllowed):
        people.settle(offer, appeal.author, bodies[3][0])


def test_an_operator_decides_only_what_came_to_them(appeal, bodies):
    offer = people.hand_over(appeal, bodies[0][1], bodies[1][0])
    with pytest.raises(NotAllowed):
        people.settle(offer, people.make_operator(), bodies[1][0])


@pytest.mark.parametrize("reason", ["", "\n"])
def test_the_decision_has_a_reason(appeal, bodies, reason):
    offer = escalated(appeal, bodies)
    with pytest.raises(Refused) as refusal:
        people.settle(offer, people.make_operator(), bodies[3][0], reason)
    assert refusal.value.code == "reason_missing"


def test_the_decision_names_a_body_that_exists(appeal, bodies):
    offer = escalated(appeal, bodies)
    with pytest.raises(Refused) as refusal:
        people.settle(offer, people.make_operator(), AgencyFactory(is_active=False))
    assert refusal.value.code == "wrong_agency"


def test_ping_pong_ends(appeal, bodies):
    """Two bodies that send it to and fro get it no more than the law's data allow."""
    (first, clerk), (second, at_second), *_rest = bodies
    people.accept(people.hand_over(appeal, clerk, second), at_second)
    back = people.hand_over(appeal, at_second, first, back_reason="Это ваше.")
    people.send_back(back, clerk)
    third = people.hand_over(appeal, at_second, first, back_reason="Это всё-таки ваше.")
    assert third.state == RedirectState.OPERATOR


# Late, and starting anew.


def test_within_the_days_of_the_law_it_is_not_late(appeal, bodies):
    Appeal.objects.filter(pk=appeal.pk).update(registered_on=timezone.localdate())
    assert not people.hand_over(appeal, bodies[0][1], bodies[1][0]).is_late


def test_after_them_it_is_marked_and_done_all_the_same(bodies, appeal):
    day = timezone.localdate() - timedelta(days=20)
    Appeal.objects.filter(pk=appeal.pk).update(registered_on=day)
    offer = people.hand_over(appeal, bodies[0][1], bodies[1][0])
    assert (offer.is_late, offer.state) == (True, RedirectState.PROPOSED)


def test_where_the_terms_say_so_the_term_starts_anew(appeal, bodies):
    TermSet.objects.update(redirect_restarts=True)
    Appeal.objects.filter(pk=appeal.pk).update(
        registered_on=timezone.localdate() - timedelta(days=10), due_on=timezone.localdate()
    )
    people.accept(people.hand_over(appeal, bodies[0][1], bodies[1][0]), bodies[1][1])
    appeal.refresh_from_db()
    assert appeal.due_on == due_anew(
        kind=appeal.kind_registered,
        term_version=appeal.term_set.version,
        start=timezone.localdate(),
    )
    assert appeal.due_on > timezone.localdate()
