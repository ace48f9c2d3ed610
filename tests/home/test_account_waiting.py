"""What waits for me: each thing with its day, nobody else's, gone when it is done."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from accounts.models import DataRequest
from accounts.readers import reader_for
from appeals.course import review_until
from appeals.models import Rating, Reopening, Supplement
from appeals.services import supplement_give
from appeals.states import State
from moderation.models import Decision, ModerationDecision
from moderation.services import objection_file
from notifications.services import reach_of
from signing.drafts import draft_save
from tests.appeals.signed import make_appeal_payload
from tests.factories.appeals import AppealFactory, CitizenFactory
from tests.factories.conferences import QuestionFactory
from tests.factories.moderation import make_grounds
from tests.factories.people import make_citizen
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db

ACCOUNT = "/en/account/"
TODAY = timezone.localdate


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def browser(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def waits(browser):
    return browser.get(ACCOUNT).context["waits"]


def said(browser):
    return [wait.said for wait in waits(browser)]


def asked(person, days=5):
    appeal = AppealFactory(author=person, state=State.WAITING)
    due_on = TODAY() + timedelta(days=days)
    clerk = CitizenFactory()
    Supplement.objects.create(
        appeal=appeal, reason="Где?", asked_by=clerk, asked_at=timezone.now(), due_on=due_on
    )
    return appeal


def decided(kind, pk, **changes):
    now = timezone.now()
    moments = {"opened_at": now, "due_at": now, "decided_at": now, "seconds": 1}
    row = {
        "item_id": ModerationDecision.objects.count() + 1,
        "kind": kind,
        "target_id": str(pk),
        "language": "ru",
        "decision": Decision.REFUSED,
        "ground": make_grounds()["abuse"],
        "decided_by": CitizenFactory(),
    }
    return ModerationDecision.objects.create(**(row | moments | changes))


def refused(person, **changes):
    appeal = AppealFactory(author=person, refused=True)
    return decided("appeal", appeal.pk, **changes)


def refused_question(person):
    question = QuestionFactory(author=person, state="refused", hidden=True)
    decided("question", question.pk)
    return question


def test_nothing_waits_and_the_block_is_not_shown(browser, person):
    AppealFactory(author=person)
    answer = browser.get(ACCOUNT)
    assert answer.context["waits"] == []
    assert "What waits for you" not in answer.content.decode()


def test_a_supplement_with_its_day_leads_to_the_application(browser, person):
    appeal = asked(person)
    (wait,) = waits(browser)
    assert wait.day == TODAY() + timedelta(days=5)
    assert wait.said.startswith("The agency asks you for more. Add it by ")
    assert (wait.url, wait.language) == (f"/en/applications/{appeal.number}/", "ru")
    html = browser.get(ACCOUNT).content.decode()
    assert html.index("What waits for you") < html.index("My applications")


def test_a_supplement_that_is_late_can_still_come(browser, person):
    asked(person, days=-2)
    assert said(browser)[0].endswith("You can still add it:")


def test_a_supplement_given_waits_no_more(browser, person):
    appeal = asked(person)
    supplement_give(
        appeal_id=appeal.pk, actor=person, reader=reader_for(person), text="Улица Образцовая, 5."
    )
    assert waits(browser) == []


def test_an_answer_waits_with_the_last_day_for_a_review(browser, person):
    appeal = AppealFactory(author=person, answered=True)
    (wait,) = waits(browser)
    assert wait.day == review_until(appeal)
    assert "ask for a review until" in wait.said


def test_a_rated_answer_waits_no_more(browser, person):
    appeal = AppealFactory(author=person, answered=True)
    Rating.objects.create(appeal=appeal, value="yes", at=timezone.now())
    assert waits(browser) == []


def test_after_the_review_only_the_rating_waits_and_has_no_day(browser, person):
    appeal = AppealFactory(author=person, answered=True)
    Reopening.objects.create(
        appeal=appeal, reason="Не так.", at=timezone.now(), due_on=TODAY() + timedelta(days=9)
    )
    (wait,) = waits(browser)
    assert (wait.said, wait.day) == ("There is an answer. Say if it helped:", None)


def test_old_answers_are_not_asked_about_for_ever(browser, person):
    long_ago = timezone.now() - timedelta(days=500)
    AppealFactory(author=person, answered=True, submitted_at=long_ago)
    assert waits(browser) == []


def test_a_refused_text_until_somebody_has_objected(browser, person):
    decision = refused(person)
    assert said(browser) == ["Your application was not published. You may object:"]
    objection_file(
        kind="appeal", target_id=decision.target_id, actor=person, reason="Здесь нет брани."
    )
    assert waits(browser) == []


def test_a_refusal_of_old_and_corrections_wait_for_nobody(browser, person):
    refused(person, decided_at=timezone.now() - timedelta(days=60))
    refused(person, decision=Decision.CORRECTED, ground=None)
    assert waits(browser) == []


def test_a_refused_question_leads_to_it(browser, person):
    question = refused_question(person)
    (wait,) = waits(browser)
    assert wait.said.startswith("Your question was not published.")
    assert wait.url == f"/en/conferences/{question.conference.key}/questions/{question.number}/"


def test_a_draft_at_its_signature(browser, person):
    draft = make_appeal_payload(owner=person).draft
    answer = browser.get(ACCOUNT)
    assert [wait.said for wait in answer.context["waits"]] == ["Only your signature is missing:"]
    assert answer.context["begun"] == []
    draft_save(draft=draft, owner=person, values={"text": "Другая яма"}, step="question")
    answer = browser.get(ACCOUNT)
    assert (answer.context["waits"], len(answer.context["begun"])) == ([], 1)


def test_an_address_not_confirmed(browser, person):
    reach = reach_of(person)
    reach.email_wanted = "reader@example.kz"
    reach.save()
    (wait,) = waits(browser)
    assert "reader@example.kz" in wait.said
    assert wait.url == "/en/account/settings/#email"


def test_an_answer_about_my_data_for_two_weeks(browser, person):
    row = DataRequest.objects.create(user=person, kind="correct", words="Имя")
    assert waits(browser) == []
    row.state, row.answer, row.decided_by = "done", "Исправлено.", make_citizen()
    row.decided_at = timezone.now()
    row.save()
    assert said(browser) == ["We answered your request about your data."]
    row.decided_at -= timedelta(days=15)
    row.save()
    assert waits(browser) == []


def test_the_nearest_day_comes_first_and_no_day_last(browser, person):
    refused(person)
    asked(person, days=9)
    asked(person, days=1)
    days = [wait.day for wait in waits(browser)]
    assert days == [TODAY() + timedelta(days=1), TODAY() + timedelta(days=9), None]


def test_nothing_of_others(browser):
    other = make_person()
    asked(other)
    AppealFactory(author=other, answered=True)
    refused(other)
    assert waits(browser) == []


@pytest.mark.engine
def test_the_same_number_of_queries_for_one_and_for_eight(browser, person):
    def add():
        asked(person)
        AppealFactory(author=person, answered=True)
        refused(person)
        refused_question(person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(ACCOUNT).status_code == 200
        return len(caught)

    add()
    queries()
    one = queries()
    for _ in range(7):
        add()
    assert queries() == one
    assert len(waits(browser)) > 20
