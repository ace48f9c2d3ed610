"""A text enters the queue: at once, masked, with a promise, in the registering transaction."""

from datetime import datetime

from django.db import IntegrityError, transaction

import pytest

from core.errors import Refused
from law.clock import ALMATY
from ledger.models import Event
from moderation.models import ModeratedText, WorkflowRoute
from moderation.selectors import queue, waiting_since
from moderation.services import moderation_open, moderation_withdraw
from moderation.terms import decide_by
from moderation.wording import GAP
from tests.factories.agencies import AgencyFactory
from tests.factories.moderation import KIND, TEXT, make_item, make_workflow

pytestmark = pytest.mark.django_db

PHONE = "+7 701 234 56 78"


def test_the_text_is_in_the_queue_at_once(notes, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    make_workflow()
    item = make_item()
    assert list(queue()) == [item]
    assert item.current_workflow_state is None


def test_the_worker_starts_its_workflow_once(notes):
    workflow = make_workflow()
    item = make_item()
    assert item.current_workflow_state.workflow == workflow
    assert item.current_workflow_task_state.task.name == "Step 1"
    assert item.workflow_states.count() == item.revisions.count() == 1


def test_a_kind_without_a_route_waits_without_a_workflow(notes):
    item = make_item()
    assert item.current_workflow_state is None
    assert list(queue()) == [item]


def test_an_agency_s_own_route_wins(notes):
    make_workflow()
    agency = AgencyFactory()
    own = make_workflow(kind="other")
    WorkflowRoute.objects.filter(workflow=own).update(kind=KIND, agency=agency)
    assert make_item(agency=agency).current_workflow_state.workflow == own
    assert make_item().current_workflow_state.workflow != own


def test_a_workflow_switched_off_counts_as_none(notes):
    make_workflow().deactivate()
    assert make_item().current_workflow_state is None


def test_nothing_stays_of_a_registration_that_failed(notes):
    def register():
        with transaction.atomic():
            make_item()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        register()
    assert not ModeratedText.objects.exists()


def test_personal_data_is_masked_on_its_ground(notes):
    item = make_item(body=f"Мой телефон {PHONE}, перезвоните.")
    assert item.body == f"Мой телефон {GAP}, перезвоните."
    assert item.cuts == [{"start": 12, "end": 12 + len(GAP), "ground": "personal-data"}]
    assert [(mark["class"], mark["start"]) for mark in item.marks] == [("phone", 12)]


def test_a_subject_is_masked_too(notes):
    assert make_item(subject=f"Звоните {PHONE}").subject == f"Звоните {GAP}"


def test_invisible_signs_are_gone(notes):
    assert make_item(body="При\u200bвет\u202e").body == "Привет"


def test_the_same_text_again_changes_nothing(notes):
    first = make_item(target_id="7")
    assert make_item(target_id="7") == first
    assert ModeratedText.objects.count() == 1


def test_another_text_of_the_same_target_takes_its_place(notes):
    first = make_item(target_id="7")
    second = make_item(target_id="7", body="Совсем другое.")
    assert list(ModeratedText.objects.all()) == [second]
    assert Event.objects.filter(verb="moderation.withdrawn", target_id=str(first.pk)).exists()


@pytest.mark.engine
def test_one_target_waits_once_whatever_writes(notes):
    item = make_item()
    item.pk = item.id = None
    with pytest.raises(IntegrityError), transaction.atomic():
        item.save(force_insert=True)


@pytest.mark.parametrize("body", ["", "   ", "\u200b\u200b"])
def test_a_blank_text_is_refused(notes, body):
    with pytest.raises(Refused) as refused:
        make_item(body=body)
    assert refused.value.code == "blank"


def test_a_kind_nobody_registered_is_a_mistake(notes):
    with pytest.raises(LookupError):
        moderation_open(
            kind="nobody", target_id="1", agency=None, language="ru", subject="", body=TEXT
        )


def test_the_event_holds_no_text(notes):
    item = make_item(target_id="7")
    event = Event.objects.get(verb="moderation.opened")
    assert event.target_id == str(item.pk)
    assert event.data == {"kind": KIND, "target_id": "7"}


def test_the_author_may_be_told_since_when_and_until_when(notes):
    item = make_item(target_id="7")
    waiting = waiting_since(KIND, "7")
    assert (waiting.opened_at, waiting.due_at) == (item.opened_at, item.due_at)
    assert not waiting.is_late
    assert waiting_since(KIND, "8") is None


def test_a_withdrawn_text_leaves_the_queue(notes):
    make_workflow()
    make_item(target_id="7")
    assert moderation_withdraw(kind=KIND, target_id="7") is True
    assert not ModeratedText.objects.exists()
    assert moderation_withdraw(kind=KIND, target_id="7") is False
    assert notes.told == []


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ((2026, 11, 23, 9), (2026, 11, 24)),  # Monday morning: Tuesday
        ((2026, 11, 23, 19), (2026, 11, 25)),  # after hours: as if it came on Tuesday
        ((2026, 11, 27, 9), (2026, 11, 30)),  # Friday: Monday
        ((2026, 11, 28, 9), (2026, 12, 1)),  # Saturday: as if it came on Monday
    ],
)
def test_the_promise_is_one_working_day(opened, due):
    promised = decide_by(datetime(*opened, tzinfo=ALMATY))
    assert promised == datetime(*due, 18, 30, tzinfo=ALMATY)
