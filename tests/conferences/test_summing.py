"""Publishing the summary of a conference."""

from datetime import timedelta

from django.utils import timezone

import pytest

from accounts.readers import reader_for
from conferences.models import ConferencePage, ConferenceRules
from conferences.phases import Phase, phase_of
from conferences.services import QuestionsLeft, summary_publish
from conferences.services.summing import unanswered
from core.errors import NotAllowed, Refused
from ledger.selectors import event_list_for
from tests.appeals.people import make_moderator, make_operator, make_worker
from tests.conferences import desk
from tests.conferences.desk import in_english  # noqa: F401
from tests.factories.agencies import AgencyFactory
from tests.factories.conferences import (
    ConferenceFactory,
    QuestionAnswerFactory,
    make_conference_pages,
)
from tests.factories.executives import paragraph
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def editor(agency):
    return desk.make_editor(agency)


@pytest.fixture
def row(agency):
    """Closed, with a summary on its three published pages."""
    conference = ConferenceFactory(agency=agency, closed=True)
    make_conference_pages(conference)
    return conference


def publish(conference, actor, **more):
    return summary_publish(
        conference_id=conference.pk, actor=actor, reader=reader_for(actor), **more
    )


def summary_set(conference, code, words):
    page = ConferencePage.objects.get(conference=conference, face_language=code)
    page.summary = words
    page.save()


def test_it_is_published_once_with_an_event_and_notices(row, editor):
    question = desk.ask(row)
    QuestionAnswerFactory(question=question)
    publish(row, editor)
    row.refresh_from_db()
    assert phase_of(row, timezone.now()) == Phase.SUMMARY
    assert desk.notices("conference.summary") == {question.author_id}
    (event,) = event_list_for(row)
    assert (event.verb, event.data) == ("conference.summary", {"left": []})
    with pytest.raises(Refused) as refused:
        publish(row, editor)
    assert refused.value.code == "wrong_state"


@pytest.mark.parametrize("trait", ["planned", "announced", "", "cancelled"])
def test_it_is_refused_before_closing_and_when_cancelled(agency, editor, trait):
    conference = ConferenceFactory(agency=agency, **({trait: True} if trait else {}))
    make_conference_pages(conference)
    with pytest.raises(Refused) as refused:
        publish(conference, editor)
    assert refused.value.code == "wrong_phase"


def test_a_conference_cancelled_after_closing_has_no_summary(row, editor):
    type(row).objects.filter(pk=row.pk).update(cancelled_at=timezone.now(), cancel_reason_kk="Апат")
    with pytest.raises(Refused) as refused:
        publish(row, editor)
    assert refused.value.code == "wrong_phase"


@pytest.mark.parametrize("code", ["kk", "ru"])
@pytest.mark.parametrize("words", [[], paragraph("  "), "unpublished"])
def test_the_words_stand_on_published_pages_in_kazakh_and_russian(row, editor, code, words):
    if words == "unpublished":
        ConferencePage.objects.get(conference=row, face_language=code).unpublish()
    else:
        summary_set(row, code, words)
    with pytest.raises(Refused) as refused:
        publish(row, editor)
    assert refused.value.code == "no_words"


def test_english_may_be_missing(row, editor):
    summary_set(row, "en", [])
    publish(row, editor)


def test_without_pages_there_is_no_summary(agency, editor):
    with pytest.raises(Refused) as refused:
        publish(ConferenceFactory(agency=agency, closed=True), editor)
    assert refused.value.code == "no_words"


def test_promised_questions_without_an_answer_are_named_and_may_be_left(row, editor):
    type(row).objects.filter(pk=row.pk).update(promised=2)
    row.refresh_from_db()
    answered, first, second = desk.ask(row), desk.ask(row), desk.ask(row)
    for question in (answered, first, second):
        question.asked_at = row.opens_at
        question.save()
    QuestionAnswerFactory(question=answered)
    withdrawn = QuestionAnswerFactory(question=first)
    withdrawn.withdrawn_at = timezone.now()
    withdrawn.save()
    # Equal votes: the earlier numbers were promised.
    assert unanswered(row) == [first.number]
    with pytest.raises(QuestionsLeft) as refused:
        publish(row, editor)
    assert refused.value.numbers == [first.number]
    assert str(first.number) in str(refused.value.message)
    publish(row, editor, all_the_same=True)
    (event,) = event_list_for(row)
    assert event.data == {"left": [first.number]}


@pytest.mark.parametrize("who", ["stranger", "clerk", "moderator", "operator", "citizen"])
def test_nobody_else_publishes_it(row, agency, who):
    person = {
        "stranger": lambda: desk.make_editor(AgencyFactory()),
        "clerk": lambda: make_worker(agency),
        "moderator": make_moderator,
        "operator": make_operator,
        "citizen": make_person,
    }[who]()
    with pytest.raises(NotAllowed):
        publish(row, person)
    row.refresh_from_db()
    assert row.summary_published_at is None


def test_talk_goes_on_for_the_days_of_the_rules(row, editor):
    soon = timezone.now() + timedelta(days=1)
    type(row).objects.filter(pk=row.pk).update(archived_at=soon)
    ConferenceRules.objects.update_or_create(pk=1, defaults={"archive_days": 30})
    publish(row, editor)
    row.refresh_from_db()
    assert row.archived_at - row.summary_published_at == timedelta(days=30)


def test_a_later_day_for_the_archive_stays_and_a_missing_one_is_counted(agency, editor):
    far = timezone.now() + timedelta(days=900)
    for set_before in (far, None):
        conference = ConferenceFactory(agency=agency, closed=True, archived_at=set_before)
        make_conference_pages(conference)
        publish(conference, editor)
        conference.refresh_from_db()
        wait = conference.archived_at - conference.summary_published_at
        assert conference.archived_at == far if set_before else wait == timedelta(days=90)


def test_in_the_archive_a_late_summary_is_better_than_none(agency, editor):
    conference = ConferenceFactory(agency=agency, archived=True)
    make_conference_pages(conference)
    gone = conference.archived_at
    publish(conference, editor)
    conference.refresh_from_db()
    assert phase_of(conference, timezone.now()) == Phase.ARCHIVED
    assert conference.archived_at == gone
