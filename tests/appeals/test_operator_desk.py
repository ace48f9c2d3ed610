"""The operator's desk: what stands still, each figure its list; third hand-overs decided."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest

from appeals.desk.stuck import WATCHES
from appeals.models import Supplement
from appeals.states import RedirectState, State
from tests.appeals import people
from tests.appeals.desks import make_rows
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AnswerFactory, AppealFactory, RedirectFactory

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=30)


@pytest.fixture
def operator():
    user = people.make_worker(AgencyFactory(), "editor", ended=True)
    people.add_role(user, "operator")
    return user


@pytest.fixture
def desk(client, operator):
    client.force_login(operator)
    return client


def listed(client, name: str) -> set[str]:
    answer = client.get(reverse("appeals_operator_list", args=[name]))
    assert answer.status_code == 200
    return {row.number for row in answer.context["rows"]}


def old(**traits):
    return AppealFactory(submitted_at=timezone.now() - LONG_AGO, **traits)


def test_what_nobody_has_taken_in_time(desk):
    stuck = [old(), old(state=State.WITH_AGENCY)]
    AppealFactory(submitted_at=timezone.now())
    old(in_work=True)
    moved = RedirectFactory(appeal=old(state=State.WITH_AGENCY), accepted=True)
    old(state=State.WITH_AGENCY, reopened_at=timezone.now())
    assert listed(desk, "untaken") == {row.number for row in stuck}
    moved.decided_at = timezone.now() - LONG_AGO
    moved.save()
    assert moved.appeal.number in listed(desk, "untaken")


def test_offers_that_nobody_answers(desk):
    late = RedirectFactory(proposed_at=timezone.now() - LONG_AGO)
    RedirectFactory()
    RedirectFactory(proposed_at=timezone.now() - LONG_AGO, returned=True)
    assert listed(desk, "offers") == {late.appeal.number}


def test_questions_whose_day_is_over(desk):
    def ask(days: int, **values):
        appeal = AppealFactory(state=State.WAITING)
        Supplement.objects.create(
            appeal=appeal,
            reason="Какой дом?",
            asked_by=people.make_moderator(),
            asked_at=timezone.now() - LONG_AGO,
            due_on=timezone.localdate() + timedelta(days=days),
            **values,
        )
        return appeal

    over = ask(-1)
    ask(0)
    ask(-1, text="Дом 5.", supplied_at=timezone.now())
    assert listed(desk, "waiting") == {over.number}


def test_reviews_that_nobody_may_do(desk):
    agency = OfficeFactory().agency
    head = people.make_worker(agency, "head")
    appeal = AppealFactory(
        office=agency.offices.first(), state=State.WITH_AGENCY, reopened_at=timezone.now()
    )
    AnswerFactory(appeal=appeal, written_by=head, delivered_at=timezone.now() - timedelta(days=1))
    assert listed(desk, "reviews") == {appeal.number}
    people.make_worker(agency)
    assert listed(desk, "reviews") == set()


def test_what_is_overdue_anywhere(desk):
    late = AppealFactory(overdue=True)
    AppealFactory(overdue=True, answered=True)
    AppealFactory()
    assert listed(desk, "overdue") == {late.number}


def test_no_word_of_a_text_is_on_the_lists(desk):
    appeal = old(subject="Зеленоглазая сойка", text="У водокачки.")
    html = desk.get(reverse("appeals_operator_list", args=["untaken"])).content.decode()
    assert appeal.number in html
    assert "сойка" not in html
    assert "водокачки" not in html


def test_every_figure_leads_to_a_list_with_as_many_rows(desk):
    old()
    RedirectFactory(state="operator")
    context = desk.get(reverse("appeals_operator")).context
    assert len(context["figures"]) == len(WATCHES)
    for figure in context["figures"]:
        assert len(desk.get(figure.url).context["rows"]) == figure.count
    for figure in context["office"]:
        if figure.url:
            assert desk.get(figure.url).status_code == 200


@pytest.mark.engine
def test_the_same_queries_for_two_and_for_many(desk):
    def queries() -> dict[str, int]:
        found = {}
        addresses = {"": reverse("appeals_operator")}
        addresses |= {name: reverse("appeals_operator_list", args=[name]) for name in WATCHES}
        for name, url in addresses.items():
            with CaptureQueriesContext(connection) as caught:
                assert desk.get(url).status_code == 200
            found[name] = len(caught)
        return found

    def fill(number: int) -> None:
        day = timezone.localdate() - timedelta(days=40)
        make_rows(agency, number, registered_on=day, due_on=day + timedelta(days=20))
        make_rows(agency, number, state=State.WITH_AGENCY, reopened_at=timezone.now())

    agency = OfficeFactory().agency
    fill(2)
    queries()
    before = queries()
    fill(60)
    assert queries() == before


@pytest.mark.parametrize("name", ["nothing", "Overdue", "decide"])
def test_a_made_up_list_is_not_there(desk, name):
    assert desk.get(f"/cms/operator/{name}/").status_code == 404


# Third hand-overs.


def settle(client, appeal, **said):
    return client.post(reverse("appeals_operator_settle", args=[appeal.number]), said)


@pytest.fixture
def redirect():
    return RedirectFactory(appeal=AppealFactory(in_work=True), state=RedirectState.OPERATOR)


def test_the_operator_reads_it_and_names_the_body(desk, redirect):
    url = reverse("appeals_operator_settle", args=[redirect.appeal.number])
    html = desk.get(url).content.decode()
    assert "открытая яма" in html
    assert redirect.reason in html
    third = AgencyFactory()
    answer = settle(desk, redirect.appeal, to_agency=third.pk, reason="Это их улица.")
    assert answer["Location"] == reverse("appeals_operator_list", args=["redirects"])
    redirect.appeal.refresh_from_db()
    assert redirect.appeal.agency == third
    assert desk.get(url).status_code == 404


def test_it_may_stay_where_it_is(desk, redirect):
    held = redirect.appeal.agency
    settle(desk, redirect.appeal, to_agency=held.pk, reason="Это ваша улица.")
    redirect.refresh_from_db()
    assert (redirect.state, redirect.appeal.agency) == (RedirectState.RETURNED, held)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": "Это их улица."}, "Choose the competent body."),
        ({"to_agency": "x", "reason": "Это их улица."}, "Select a valid choice"),
        ({"reason": " "}, "Say why"),
    ],
)
def test_a_wrong_decision_is_said_and_kept(desk, redirect, said, words):
    answer = settle(desk, redirect.appeal, **said)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert said["reason"].strip() in html
    redirect.refresh_from_db()
    assert redirect.state == RedirectState.OPERATOR


def test_nothing_is_decided_that_did_not_come_to_the_operator(desk):
    offer = RedirectFactory(appeal=AppealFactory(published=True))
    assert settle(desk, offer.appeal, to_agency=offer.to_agency_id, reason="Им.").status_code == 404


def test_nobody_decides_on_an_application_of_their_own(desk, operator):
    redirect = RedirectFactory(
        appeal=AppealFactory(in_work=True, author=operator), state=RedirectState.OPERATOR
    )
    said = {"to_agency": redirect.to_agency_id, "reason": "Им."}
    assert settle(desk, redirect.appeal, **said).status_code == 404
