"""Hand-overs to the competent body."""

import pytest

from accounts.readers import reader_for
from appeals.desk.selectors import desk_list
from appeals.models import Appeal, Redirect
from appeals.projections import detail_of
from appeals.selectors import appeal_get
from appeals.states import RedirectState, State
from appeals.timeline import timeline_of
from core.audience import PUBLIC
from core.errors import Refused
from ledger.counters import counter_values
from notifications.models import Notice
from search.selectors import search_ids
from search.services import entry_update
from tests.appeals import people
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AppealFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal():
    return AppealFactory()


@pytest.fixture
def clerk(appeal):
    return people.make_worker(appeal.agency)


@pytest.fixture
def other():
    return OfficeFactory().agency


@pytest.fixture
def taker(other):
    return people.make_worker(other)


def figure(appeal, name="redirected"):
    values = counter_values("appeals.")
    return values.get(f"appeals.{name}", 0), values.get(
        f"appeals.office.{appeal.office_id}.{name}", 0
    )


def kinds(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def reads_original(user, appeal) -> bool:
    reader = reader_for(user)
    try:
        return detail_of(appeal_get(appeal.number, reader), reader).shows_original
    except Appeal.DoesNotExist:
        return False


def test_the_whole_way(appeal, clerk, other, taker):
    offer = people.hand_over(appeal, clerk, other)
    assert (offer.state, offer.from_agency) == (RedirectState.PROPOSED, appeal.agency)
    assert list(desk_list(reader_for(taker), "incoming")) == [appeal]
    people.accept(offer, taker)
    appeal.refresh_from_db()
    assert (appeal.agency, appeal.state) == (other, State.WITH_AGENCY)
    assert list(desk_list(reader_for(taker), "incoming")) == []
    assert list(desk_list(reader_for(taker), "registered")) == [appeal]
    assert list(desk_list(reader_for(clerk), "registered")) == []
    assert figure(appeal) == (1, 1)
    assert kinds(appeal.author) == ["appeal.redirected", "redirect.accepted"]


def test_the_term_goes_on_from_the_first_registration(appeal, clerk, other, taker):
    due = appeal.due_on
    people.accept(people.hand_over(appeal, clerk, other), taker)
    appeal.refresh_from_db()
    assert appeal.due_on == due


def test_sent_back_it_stays_where_it_was(appeal, clerk, other, taker):
    people.send_back(people.hand_over(appeal, clerk, other), taker, "Это не наш вопрос.")
    appeal.refresh_from_db()
    assert appeal.agency == people_agency(clerk)
    assert figure(appeal) == (0, 0)
    assert kinds(appeal.author) == ["appeal.redirected", "redirect.returned"]
    assert not reads_original(taker, appeal)


def people_agency(user):
    return user.roles.get().agency


@pytest.mark.parametrize("who", ["author", "clerk"])
def test_author_and_first_body_read_why_it_came_back(appeal, clerk, other, taker, who):
    people.send_back(people.hand_over(appeal, clerk, other), taker, "Это не наш вопрос.")
    reader = reader_for({"author": appeal.author, "clerk": clerk}[who])
    found = appeal_get(appeal.number, reader)
    notes = [str(step.note) for step in timeline_of(found, detail_of(found, reader)).steps]
    assert "Это не наш вопрос." in notes


def test_the_public_reads_that_not_why(other, taker):
    appeal = AppealFactory(published=True)
    people.send_back(
        people.hand_over(appeal, people.make_worker(appeal.agency), other), taker, "Не наш вопрос."
    )
    found = appeal_get(appeal.number, PUBLIC)
    steps = timeline_of(found, detail_of(found, PUBLIC)).steps
    assert any(other.localized("name") in str(step.text) for step in steps)
    assert {people.REASON, "Не наш вопрос."}.isdisjoint(str(step.note) for step in steps)


def test_who_reads_the_original_while_it_moves(appeal, clerk, other, taker):
    assert (reads_original(clerk, appeal), reads_original(taker, appeal)) == (True, False)
    offer = people.hand_over(appeal, clerk, other)
    assert (reads_original(clerk, appeal), reads_original(taker, appeal)) == (True, True)
    people.accept(offer, taker)
    assert (reads_original(clerk, appeal), reads_original(taker, appeal)) == (False, True)
    assert reads_original(appeal.author, appeal)


def test_one_open_hand_over_at_a_time(appeal, clerk, other):
    people.hand_over(appeal, clerk, other)
    with pytest.raises(Refused) as refusal:
        people.hand_over(appeal, clerk, AgencyFactory())
    assert refusal.value.code == "redirect_open"
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "  \n ", "\u200b\u202e"])
def test_it_needs_a_reason(appeal, clerk, other, taker, reason):
    with pytest.raises(Refused) as refusal:
        people.hand_over(appeal, clerk, other, reason)
    assert refusal.value.code == "reason_missing"
    offer = people.hand_over(appeal, clerk, other)
    with pytest.raises(Refused) as refusal:
        people.send_back(offer, taker, reason)
    assert refusal.value.code == "reason_missing"


def test_not_to_the_own_body_and_not_to_one_that_is_gone(appeal, clerk):
    for agency in (appeal.agency, AgencyFactory(is_active=False)):
        with pytest.raises(Refused) as refusal:
            people.hand_over(appeal, clerk, agency)
        assert refusal.value.code == "wrong_agency"


def test_closed_for_citizens_is_not_closed_for_hand_overs(appeal, clerk):
    closed = AgencyFactory(closed=True)
    people.accept(people.hand_over(appeal, clerk, closed), people.make_worker(closed))
    appeal.refresh_from_db()
    assert appeal.agency == closed


@pytest.mark.parametrize("act", [people.accept, people.send_back])
def test_decided_once_it_is_decided(appeal, clerk, other, taker, act):
    offer = people.hand_over(appeal, clerk, other)
    people.accept(offer, taker)
    with pytest.raises(Refused) as refusal:
        act(offer, taker)
    assert refusal.value.code == "decided_already"
    assert figure(appeal) == (1, 1)


def test_two_accepted_hand_overs_count_once(appeal, clerk, other, taker):
    people.accept(people.hand_over(appeal, clerk, other), taker)
    third = AgencyFactory()
    people.accept(people.hand_over(appeal, taker, third), people.make_worker(third))
    assert figure(appeal) == (1, 1)
    assert appeal.redirects.filter(state=RedirectState.ACCEPTED).count() == 2


def test_after_it_came_back_it_may_be_handed_to_another(appeal, clerk, other, taker):
    people.send_back(people.hand_over(appeal, clerk, other), taker)
    third = AgencyFactory()
    people.accept(people.hand_over(appeal, clerk, third), people.make_worker(third))
    appeal.refresh_from_db()
    assert appeal.agency == third


def test_parts_are_not_counted(clerk, other, taker):
    whole = AppealFactory(agency=people_agency(clerk))
    part = AppealFactory(agency=people_agency(clerk), parent=whole, part=1)
    people.accept(people.hand_over(part, clerk, other), taker)
    assert figure(part) == (0, 0)


def test_the_index_finds_it_at_the_new_body(other, taker):
    appeal = AppealFactory(published=True)
    entry_update(kind="appeal", object_id=str(appeal.pk))
    former = appeal.agency_id
    offer = people.hand_over(appeal, people.make_worker(appeal.agency), other)
    people.accept(offer, taker)
    assert search_ids(query="яма", kind="appeal", agency_id=other.pk) == [str(appeal.pk)]
    assert search_ids(query="яма", kind="appeal", agency_id=former) == []
