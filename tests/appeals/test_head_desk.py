"""The head's desk: what waits, what changed, send back with a word; how the agency stands."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.readers import reader_for
from appeals.models import PreparedAnswer
from appeals.services import answer_prepare
from appeals.services.preparing import answer_agree, answer_send_back
from appeals.states import State
from tests.appeals import people
from tests.appeals.desks import make_rows
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AppealFactory

pytestmark = pytest.mark.django_db

FIRST = "Здравствуйте! Яму на улице заделают завтра, асфальт положат новый."
SECOND = "Здравствуйте! Яму на улице заделали вчера, асфальт положат новый."


@pytest.fixture
def agency():
    return OfficeFactory(agency=AgencyFactory(signing=True)).agency


@pytest.fixture
def head(agency):
    return people.make_worker(agency, "head")


@pytest.fixture
def clerk(agency):
    return people.make_worker(agency)


@pytest.fixture
def desk(client, head):
    client.force_login(head)
    return client


def prepare(appeal, actor, body=FIRST, seen=0, private=""):
    return answer_prepare(
        appeal_id=appeal.pk,
        actor=actor,
        reader=reader_for(actor),
        body=body,
        private=private,
        seen=seen,
    )


def drafted(agency, actor, **traits):
    appeal = AppealFactory(office=agency.offices.first(), in_work=True, **traits)
    prepare(appeal, actor)
    return appeal


def shown(client) -> list[str]:
    answer = client.get(reverse("appeals_desk_head"))
    assert answer.status_code == 200
    return [item["row"].card.number for item in answer.context["approvals"]]


def send_back(client, appeal, word):
    said = {"number": appeal.number, "word": word}
    return client.post(reverse("appeals_desk_head"), said)


def test_answers_to_approve_the_most_urgent_first(desk, agency, clerk, head):
    day = timezone.localdate()
    later = drafted(agency, clerk, due_on=day + timedelta(days=9))
    sooner = drafted(agency, clerk, due_on=day + timedelta(days=2))
    AppealFactory(office=agency.offices.first(), in_work=True)
    drafted(agency, clerk, author=head)
    other = OfficeFactory(agency=AgencyFactory(signing=True)).agency
    drafted(other, people.make_worker(other))
    assert shown(desk) == [sooner.number, later.number]


def test_it_leads_to_the_signature(desk, agency, clerk):
    appeal = drafted(agency, clerk)
    html = desk.get(reverse("appeals_desk_head")).content.decode()
    assert reverse("appeals_desk_sign", args=[appeal.number]) in html
    assert FIRST in html


def test_an_agency_that_does_not_sign_delivers_from_there(client):
    agency = OfficeFactory().agency
    client.force_login(people.make_worker(agency, "head"))
    appeal = drafted(agency, people.make_worker(agency))
    html = client.get(reverse("appeals_desk_head")).content.decode()
    assert reverse("appeals_desk_answer", args=[appeal.number]) in html


def test_changes_since_what_was_sent_back_are_marked(desk, agency, clerk, head):
    appeal = drafted(agency, clerk)
    answer_send_back(
        appeal_id=appeal.pk, actor=head, reader=reader_for(head), word="Когда заделают?"
    )
    prepare(appeal, clerk, SECOND, seen=1)
    html = desk.get(reverse("appeals_desk_head")).content.decode()
    assert "<del>заделают</del>" in html
    assert "<ins>заделали</ins>" in html
    assert SECOND in html


def test_who_wrote_and_who_agreed_is_said(desk, agency, clerk):
    appeal = drafted(agency, clerk)
    html = desk.get(reverse("appeals_desk_head")).content.decode()
    assert "No colleague has agreed to it yet." in html
    colleague = people.make_worker(agency)
    answer_agree(appeal_id=appeal.pk, actor=colleague, reader=reader_for(colleague), seen=1)
    html = desk.get(reverse("appeals_desk_head")).content.decode()
    assert f"Agreed by {colleague.get_full_name()}." in html


def test_sent_back_with_a_word_it_is_in_work_again(desk, agency, clerk):
    appeal = drafted(agency, clerk)
    assert send_back(desk, appeal, "Назовите срок.")["Location"] == reverse("appeals_desk_head")
    appeal.refresh_from_db()
    assert appeal.state == State.IN_WORK
    assert str(PreparedAnswer.objects.get().sent_back_word) == "Назовите срок."
    assert shown(desk) == []


@pytest.mark.parametrize("word", ["", " \u200b "])
def test_without_a_word_nothing_goes_back(desk, agency, clerk, word):
    appeal = drafted(agency, clerk)
    answer = send_back(desk, appeal, word)
    assert answer.status_code == 422
    appeal.refresh_from_db()
    assert appeal.state == State.DRAFTED


def test_a_word_about_a_draft_that_has_gone_is_not_lost(desk, agency, clerk):
    appeal = drafted(agency, clerk)
    people.withdraw(appeal)
    answer = send_back(desk, appeal, "Назовите срок.")
    assert answer.status_code == 422
    assert "Назовите срок." in answer.content.decode()


def test_nobody_sends_back_what_they_wrote(desk, agency, head):
    appeal = drafted(agency, head)
    assert shown(desk) == [appeal.number]
    answer = send_back(desk, appeal, "Назовите срок.")
    assert answer.status_code == 422
    appeal.refresh_from_db()
    assert appeal.state == State.DRAFTED


def test_a_clerk_s_post_of_another_agency_stays_a_404(desk, agency):
    other = OfficeFactory(agency=AgencyFactory(signing=True)).agency
    appeal = drafted(other, people.make_worker(other))
    assert send_back(desk, appeal, "Назовите срок.").status_code == 404


def test_head_here_and_clerk_there_sends_back_here_only(desk, head, agency):
    other = OfficeFactory(agency=AgencyFactory(signing=True)).agency
    people.add_role(head, "clerk", other)
    appeal = drafted(other, people.make_worker(other))
    assert shown(desk) == []
    assert send_back(desk, appeal, "Назовите срок.").status_code == 404


def test_figures_lead_to_their_lists_and_count_the_agency_only(desk, agency, head):
    day = timezone.localdate()
    make_rows(agency, 3, due_on=day - timedelta(days=1), registered_on=day - timedelta(days=9))
    make_rows(OfficeFactory().agency, 5)
    figures = {
        figure.url.rpartition("=")[2]: figure.count
        for figure in desk.get(reverse("appeals_desk_head")).context["figures"]
    }
    assert figures == {
        "overdue": 3, "today": 0, "to_sign": 0, "to_agree": 0, "registered": 3, "returned": 0,
    }  # fmt: skip


def test_who_has_how_much_in_hand(desk, agency, clerk):
    day = timezone.localdate()
    late = {"due_on": day - timedelta(days=1), "registered_on": day - timedelta(days=9)}
    make_rows(agency, 2, state=State.IN_WORK, executor=clerk)
    make_rows(agency, 1, state=State.IN_WORK, executor=clerk, **late)
    make_rows(agency, 4, state=State.WITHDRAWN, executor=clerk)
    (load,) = desk.get(reverse("appeals_desk_head")).context["loads"]
    assert (load.name, load.open, load.late) == (clerk.get_full_name(), 3, 1)


@pytest.mark.engine
def test_one_answer_and_ten_cost_the_same_queries(desk, agency, clerk):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert desk.get(reverse("appeals_desk_head")).status_code == 200
        return len(caught)

    drafted(agency, clerk)
    queries()
    one = queries()
    for _ in range(9):
        prepare(drafted(agency, clerk), clerk, SECOND, seen=1)
    assert len(shown(desk)) == 10
    assert queries() == one
