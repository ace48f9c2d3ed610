"""The lists of the desk: how they are narrowed and searched, what they cost, many at once."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.readers import reader_for
from appeals.desk.numbers import numbers_said
from appeals.desk.selectors import desk_counts
from appeals.desk.tabs import TABS
from appeals.models import Appeal
from appeals.states import Kind, State
from tests.appeals import people
from tests.appeals.desks import make_rows
from tests.appeals.signed import make_appeal_payload, sign
from tests.factories.agencies import OfficeFactory, TopicFactory
from tests.factories.appeals import AppealFactory, RedirectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return OfficeFactory().agency


@pytest.fixture
def clerk(agency):
    return people.make_worker(agency)


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def make_appeal(agency, **traits) -> Appeal:
    return AppealFactory(office=agency.offices.first(), **traits)


def listed(client, **query) -> set[str]:
    answer = client.get(reverse("appeals_desk"), query)
    assert answer.status_code == 200
    return {row.card.number for row in answer.context["rows"]}


def queries(client, **query) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse("appeals_desk"), query).status_code == 200
    return len(caught)


# What it costs.


@pytest.mark.engine
def test_ten_rows_and_a_thousand_cost_the_same_queries(desk, agency, clerk):
    def fill(number: int) -> None:
        today = timezone.localdate()
        make_rows(agency, number)
        make_rows(agency, number, state=State.IN_WORK, executor=clerk)
        make_rows(agency, number, state=State.IN_WORK, due_on=today)
        make_rows(agency, number, state=State.IN_WORK, due_on=today - timedelta(days=1))
        make_rows(agency, number, state=State.WITHDRAWN)

    fill(2)
    queries(desk)
    before = {tab: queries(desk, tab=tab) for tab in TABS}
    fill(200)
    assert {tab: queries(desk, tab=tab) for tab in TABS} == before


def test_all_counts_are_one_query(agency, clerk):
    make_rows(agency, 3)
    reader = reader_for(clerk)
    with CaptureQueriesContext(connection) as caught:
        counts = desk_counts(reader)
    assert len(caught) == 1
    assert counts["registered"] == (3, False)
    assert set(counts) == set(TABS)


def test_counts_are_exact_up_to_a_thousand(agency, clerk):
    make_rows(agency, 1001)
    assert desk_counts(reader_for(clerk))["registered"] == (1000, True)


def test_pages_show_every_row_once(desk, agency):
    make_rows(agency, 65)
    seen, url = [], reverse("appeals_desk")
    while url:
        context = desk.get(url).context
        seen += [row.card.number for row in context["rows"]]
        older = context["pager"].older_url
        url = f"{reverse('appeals_desk')}{older}" if older else ""
    assert len(seen) == len(set(seen)) == 65


# What stands where.


def test_mine_are_the_open_ones_that_i_work_on(desk, agency, clerk):
    mine = make_appeal(agency, in_work=True, executor=clerk)
    make_appeal(agency, in_work=True, executor=people.make_worker(agency))
    make_appeal(agency, withdrawn=True, executor=clerk)
    AppealFactory(in_work=True, executor=clerk)  # went to another agency meanwhile
    assert listed(desk, tab="mine") == {mine.number}


@pytest.mark.parametrize(
    ("tab", "state"),
    [
        ("registered", State.WITH_AGENCY),
        ("waiting", State.WAITING),
        ("to_agree", State.DRAFTED),
        ("done", State.STOPPED),
    ],
)
def test_each_state_has_its_list(desk, agency, tab, state):
    appeal = make_appeal(agency, state=state)
    assert listed(desk, tab=tab) == {appeal.number}


def test_what_comes_back_is_a_list_of_its_own(desk, agency):
    reopened = make_appeal(agency, state=State.WITH_AGENCY, reopened_at=timezone.now())
    returned = RedirectFactory(appeal=make_appeal(agency, in_work=True), returned=True).appeal
    make_appeal(agency, in_work=True)
    make_appeal(agency, answered=True, reopened_at=timezone.now())
    RedirectFactory(appeal=make_appeal(agency, in_work=True))
    assert listed(desk, tab="returned") == {reopened.number, returned.number}


def test_one_that_waits_for_the_operator_is_not_offered_to_us_yet(desk, agency):
    RedirectFactory(to_agency=agency, state="operator")
    assert listed(desk, tab="incoming") == set()


# Narrowed and searched.


def test_topic_kind_and_colleague_narrow_a_list(desk, agency, clerk):
    topic = TopicFactory()
    by_topic = make_appeal(agency, topic=topic)
    by_kind = make_appeal(agency, kind_declared=Kind.COMPLAINT)
    by_person = make_appeal(agency, executor=clerk)
    assert listed(desk, topic=topic.pk) == {by_topic.number}
    assert listed(desk, kind="complaint") == {by_kind.number}
    assert listed(desk, executor=str(clerk.pk)) == {by_person.number}
    assert listed(desk, executor="nobody") == {by_topic.number, by_kind.number}
    assert listed(desk, executor="nobody", kind="complaint") == {by_kind.number}


@pytest.mark.parametrize(
    "query", [{"topic": "x"}, {"kind": "burn"}, {"executor": "x"}, {"q": "я" * 201}]
)
def test_a_wrong_value_is_said_and_narrows_nothing(desk, agency, query):
    appeal = make_appeal(agency)
    answer = desk.get(reverse("appeals_desk"), query)
    assert [row.card.number for row in answer.context["rows"]] == [appeal.number]
    assert 'class="desk-error"' in answer.content.decode()


def test_a_colleague_of_another_agency_is_not_in_the_choice(desk, agency):
    foreign = people.make_worker(OfficeFactory().agency)
    assert str(foreign.pk) not in desk.get(reverse("appeals_desk")).content.decode()


def test_a_number_is_found_in_whatever_list_it_lies(desk, agency):
    done = make_appeal(agency, withdrawn=True)
    year, number = timezone.localdate().year, 12345678
    fresh = make_appeal(agency, number=f"OD-{year}-{number}")
    assert listed(desk, q=done.number) == {done.number}
    assert listed(desk, q=done.number.lower(), tab="mine") == {done.number}
    assert listed(desk, q=str(number)) == {fresh.number}


@pytest.mark.parametrize("traits", [{}, {"published": True}])
def test_another_agency_s_number_is_not_found(desk, agency, traits):
    assert listed(desk, q=AppealFactory(**traits).number) == set()


def test_words_find_what_is_public_and_nothing_else(desk, agency, clerk):
    office = agency.offices.first()
    public = sign(make_appeal_payload(office=office, text="Тротуар у верблюжьего питомника."))
    people.approve(public, people.make_moderator())
    sign(make_appeal_payload(office=office, text="Тротуар у страусиной фермы."))
    other = sign(make_appeal_payload(office=OfficeFactory(), text="Тротуар у верблюжьего загона."))
    people.approve(other, people.make_moderator())
    assert listed(desk, q="верблюжий") == {public.number}
    assert listed(desk, q="страусиной") == set()


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("OD-2026-00000012", ["OD-2026-00000012"]),
        ("od 2026 12", ["OD-2026-00000012"]),
        ("2026-12", ["OD-2026-00000012"]),
        ("OD-2026-00000012-2", ["OD-2026-00000012-2"]),
        ("дорога 12", []),
        ("", []),
        ("123456789", []),
    ],
)
def test_numbers_as_people_type_them(said, numbers):
    assert numbers_said(said) == numbers


# Many to one colleague.


def assign(client, *appeals, **said):
    numbers = [appeal.number for appeal in appeals]
    return client.post(reverse("appeals_desk_assign"), {"number": numbers, **said})


def test_the_count_comes_first_and_changes_nothing(desk, agency):
    colleague = people.make_worker(agency)
    rows = [make_appeal(agency), make_appeal(agency, withdrawn=True), AppealFactory()]
    html = assign(desk, *rows, executor=str(colleague.pk)).content.decode()
    assert "1 application will be assigned" in html
    assert "2 applications can't be assigned" in html
    assert not Appeal.objects.exclude(executor=None).exists()
    answer = assign(desk, *rows, executor=str(colleague.pk), sure="yes")
    assert "2 applications were not assigned" in answer.content.decode()
    assert [row.number for row in Appeal.objects.filter(executor=colleague)] == [rows[0].number]


def test_when_all_are_assigned_one_is_back_in_the_list(desk, agency):
    colleague = people.make_worker(agency)
    answer = assign(desk, make_appeal(agency), executor=str(colleague.pk), sure="yes", tab="mine")
    assert answer["Location"] == reverse("appeals_desk") + "?tab=mine"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choose a colleague."),
        ({"executor": "x"}, "Select a valid choice"),
        ({"inner_due_on": "yesterday"}, "Enter a valid date"),
    ],
)
def test_a_wrong_choice_is_said_and_the_numbers_are_kept(desk, agency, said, words):
    appeal = make_appeal(agency)
    answer = assign(desk, appeal, sure="yes", **said)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert f'value="{appeal.number}"' in html


def test_nothing_chosen_is_said(desk, agency):
    answer = desk.post(reverse("appeals_desk_assign"), {"tab": "mine"}, follow=True)
    assert "Choose applications first." in answer.content.decode()


def test_a_colleague_of_another_agency_cannot_be_chosen(desk, agency):
    foreign = people.make_worker(OfficeFactory().agency)
    answer = assign(desk, make_appeal(agency), executor=str(foreign.pk), sure="yes")
    assert answer.status_code == 422
    assert not Appeal.objects.exclude(executor=None).exists()
