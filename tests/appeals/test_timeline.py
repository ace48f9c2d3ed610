"""The course of an application in plain words."""

from datetime import datetime, timedelta

from django.utils import timezone, translation

import pytest

from accounts.readers import reader_for
from appeals.projections import detail_of
from appeals.selectors import appeal_get
from appeals.timeline import timeline_of
from core.audience import PUBLIC
from tests.appeals import people
from tests.factories.appeals import AnswerFactory, AppealFactory, RedirectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def course(appeal, reader=None):
    reader = reader or reader_for(appeal.author)
    row = appeal_get(appeal.number, reader)
    return timeline_of(row, detail_of(row, reader))


def texts(appeal, reader=None) -> list[str]:
    return [str(step.text) for step in course(appeal, reader).steps]


def test_a_new_one_waits_for_moderator_and_answer():
    assert texts(AppealFactory()) == [
        "Registered",
        "A moderator is reading it before publication",
        "The answer is due",
    ]


def test_an_answered_one_ends_with_its_answers():
    appeal = AppealFactory(published=True, answered=True)
    AnswerFactory(appeal=appeal)
    office = appeal.office.localized("title")
    assert texts(appeal, PUBLIC) == [
        "Registered",
        "Published",
        f"Answered by {office}",
        f"Answered by {office}",
    ]
    assert course(appeal, PUBLIC).progress is None


def test_a_late_one_says_so():
    last = course(AppealFactory(published=True, overdue=True), PUBLIC).steps[-1]
    assert (str(last.note), last.is_current) == ("The term has passed.", True)


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"withdrawn": True, "private": True}, "Withdrawn by the author"),
        ({"state": "stopped", "private": True}, "Consideration stopped"),
    ],
)
def test_one_that_ended_without_an_answer_says_how(traits, words):
    timeline = course(AppealFactory(**traits))
    assert (str(timeline.steps[-1].text), timeline.progress) == (words, None)


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"refused": True}, "It will not be published"),
        ({"taken_down": True}, "It was taken down from the public pages"),
    ],
)
def test_what_became_of_publication_is_for_those_who_read_it(traits, words):
    assert any(text.startswith(words) for text in texts(AppealFactory(**traits)))


def test_hand_overs_stand_in_their_order():
    now = timezone.now()
    appeal = AppealFactory()
    RedirectFactory(appeal=appeal, returned=True, proposed_at=now - timedelta(days=3))
    RedirectFactory(appeal=appeal, accepted=True, proposed_at=now - timedelta(days=2))
    RedirectFactory(appeal=appeal, proposed_at=now)
    kinds = [text.split()[0] for text in texts(appeal)]
    assert kinds.count("Handed") == 3
    assert kinds.index("Handed") < kinds.index("Sent")
    days = [
        timezone.localdate(step.at) if isinstance(step.at, datetime) else step.at
        for step in course(appeal).steps[:-1]
    ]
    assert days == sorted(days)


def test_reasons_are_not_for_the_public():
    appeal = AppealFactory(published=True)
    RedirectFactory(appeal=appeal, returned=True)
    clerk = reader_for(people.make_worker(appeal.agency))
    assert people.REASON in [str(step.note) for step in course(appeal, clerk).steps]
    assert people.REASON not in [str(step.note) for step in course(appeal, PUBLIC).steps]
