"""Verbs of the desk about term, kind and author; what happened stands on the page."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from appeals.models import AnswerTemplate, StopDecision, Supplement
from appeals.states import MOVES, State, Who
from tests.appeals import people
from tests.factories.agencies import OfficeFactory
from tests.factories.appeals import AppealFactory

pytestmark = pytest.mark.django_db
REASON = "Нужно выехать на место и измерить."
# Moves that the desk itself makes; the rest belong to the author, the signature, the answer page.
ELSEWHERE = {"answer", "agree", "send_back", "sign", "sign_more", "escalate"}
NAMES = {
    "reassign": "assign",
    "prepare_more": "prepare",
    "accept_redirect": "accept",
    "return_redirect": "return",
}


@pytest.fixture
def agency():
    return OfficeFactory().agency


@pytest.fixture
def clerk(agency):
    return people.make_worker(agency)


@pytest.fixture
def head(agency):
    return people.make_worker(agency, "head")


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def make_appeal(agency, **traits):
    return AppealFactory(
        office=agency.offices.first(), submitted_at=timezone.now(), **{"in_work": True, **traits}
    )


def item(appeal) -> str:
    return reverse("appeals_desk_item", args=[appeal.number])


def post(client, appeal, verb, **said):
    data = {f"{verb}-{name}": value for name, value in said.items()}
    return client.post(item(appeal), {"verb": verb, **data})


def offered(client, appeal) -> set[str]:
    html = client.get(item(appeal)).content.decode()
    return set(re.findall(r'name="verb" value="(\w+)"', html))


@pytest.mark.parametrize("state", [state for state in State if state != State.SIGNED])
@pytest.mark.parametrize("kind", ["clerk", "head"])
def test_what_is_offered_is_what_the_table_of_moves_allows(client, agency, kind, state):
    client.force_login(people.make_worker(agency, kind))
    appeal = make_appeal(agency, in_work=False, state=state, answered_at=timezone.now())
    who = {Who.WORKER, Who.COLLEAGUE} | ({Who.HEAD} if kind == "head" else set())
    allowed = {
        NAMES.get(name, name)
        for name, move in MOVES.items()
        if state in move.starts and move.who in who and name not in ELSEWHERE
    }
    # Not a part of a joint answer.
    assert offered(client, appeal) - {"note"} == allowed - {"contribute"}


def test_the_author_is_asked_and_the_desk_waits(desk, agency):
    appeal = make_appeal(agency)
    answer = post(desk, appeal, "ask_supplement", ground="essence-missing", reason="Какой дом?")
    assert answer["Location"] == item(appeal)
    appeal.refresh_from_db()
    assert appeal.state == State.WAITING
    html = desk.get(item(appeal)).content.decode()
    assert "Какой дом?" in html
    assert "resume" in offered(desk, appeal)
    post(desk, appeal, "resume")
    appeal.refresh_from_db()
    assert appeal.state == State.IN_WORK


def test_a_question_needs_no_ground(desk, agency):
    appeal = make_appeal(agency)
    post(desk, appeal, "ask_supplement", reason="Какой дом?")
    assert Supplement.objects.get().ground is None


def test_what_the_author_added_stands_on_the_page(desk, agency, clerk):
    appeal = make_appeal(agency)
    Supplement.objects.create(
        appeal=appeal,
        reason="Какой дом?",
        asked_by=clerk,
        asked_at=timezone.now(),
        due_on=timezone.localdate(),
        text="Дом 5, во дворе.",
        supplied_at=timezone.now(),
    )
    assert "Дом 5, во дворе." in desk.get(item(appeal)).content.decode()


def test_a_head_stops_after_the_question_lapsed(client, agency, head, clerk):
    appeal = make_appeal(agency)
    client.force_login(clerk)
    post(client, appeal, "ask_supplement", ground="essence-missing", reason="Какой дом?")
    client.force_login(head)
    answer = post(client, appeal, "stop", ground="essence-missing", note=REASON)
    assert answer.status_code == 422
    assert REASON in answer.content.decode()
    Supplement.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert post(client, appeal, "stop", ground="essence-missing", note=REASON).status_code == 302
    assert StopDecision.objects.get().decided_by == head
    assert REASON in client.get(item(appeal)).content.decode()


@pytest.mark.parametrize("verb", ["stop", "extend"])
def test_a_clerk_is_not_offered_what_a_head_decides(desk, agency, verb):
    appeal = make_appeal(agency)
    assert verb not in offered(desk, appeal)
    said = {"ground": "court-act", "note": REASON, "reason": REASON}
    answer = post(desk, appeal, verb, new_due_on=timezone.localdate().isoformat(), **said)
    assert answer.status_code == 422
    assert REASON in answer.content.decode()
    appeal.refresh_from_db()
    assert appeal.state == State.IN_WORK


def test_a_later_day_beyond_what_the_law_allows_is_said_and_kept(client, agency, head):
    appeal = make_appeal(agency)
    client.force_login(head)
    day = (timezone.localdate() + timedelta(days=900)).isoformat()
    answer = post(client, appeal, "extend", new_due_on=day, reason=REASON)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert REASON in html
    assert day in html


def test_another_kind_with_a_reason(desk, agency):
    appeal = make_appeal(agency)
    assert post(desk, appeal, "set_kind", kind="complaint", reason="").status_code == 422
    post(desk, appeal, "set_kind", kind="complaint", reason=REASON)
    appeal.refresh_from_db()
    assert appeal.kind_registered == "complaint"
    assert REASON in desk.get(item(appeal)).content.decode()


# Templates.


def make_template(agency=None, **values) -> AnswerTemplate:
    words = {"language": "ru", "title": "Общий", "body": "На ваше обращение {{number}}: {{?что}}."}
    return AnswerTemplate.objects.create(agency=agency, **{**words, **values})


def test_a_template_begins_the_answer(desk, agency):
    template, appeal = make_template(agency), make_appeal(agency)
    html = desk.get(item(appeal), {"template": template.pk}).content.decode()
    assert f"На ваше обращение {appeal.number}" in html
    assert "{{?что}}" in html


@pytest.mark.parametrize("which", ["foreign", "off", "language", "made up"])
def test_a_template_that_is_not_offered_fills_nothing(desk, agency, which):
    template = {
        "foreign": lambda: make_template(OfficeFactory().agency),
        "off": lambda: make_template(agency, is_active=False),
        "language": lambda: make_template(agency, language="kk"),
        "made up": lambda: None,
    }[which]()
    chosen = template.pk if template else "x"
    answer = desk.get(item(make_appeal(agency)), {"template": chosen})
    assert answer.status_code == 200
    assert "На ваше обращение" not in answer.content.decode()


# Who the author is.


def test_the_identity_page_is_for_those_who_work_on_it(client, agency, clerk):
    appeal = make_appeal(agency)
    url = reverse("appeals_desk_identity", args=[appeal.number])
    client.force_login(clerk)
    assert client.get(url).status_code in (200, 302, 403)  # a second factor is asked for first
    assert url in client.get(item(appeal)).content.decode()
    client.force_login(people.add_role(appeal.author, "clerk", agency).user)
    assert client.get(url).status_code == 404
