"""Workflows of several steps, composed by the chief moderator."""

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from wagtail.models import GroupApprovalTask, WorkflowTask

import pytest

from core.errors import NotAllowed, Refused
from ledger.models import Event
from moderation.models import Decision, ModeratedText
from moderation.services import moderation_approve, moderation_refuse
from moderation.wording import Wording
from tests.factories.moderation import (
    TEXT,
    make_item,
    make_moderator,
    make_person,
    make_workflow,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds", "notes")]

BETTER = TEXT.replace("починить", "отремонтировать")


def step_of(item):
    return item.current_workflow_task_state.task.name


def approve(item, actor, **changes):
    item.refresh_from_db()
    return moderation_approve(item=item, actor=actor, **(words_of(item) | changes))


def test_only_the_last_step_publishes(moderator, notes):
    make_workflow(steps=3)
    item = make_item()
    assert approve(item, moderator).is_final is False
    assert step_of(item) == "Step 2"
    assert approve(item, moderator).is_final is False
    assert notes.told == []
    assert approve(item, moderator).decision == Decision.APPROVED
    assert [verb for verb, *_rest in notes.told] == ["approve"]
    assert Event.objects.filter(verb="moderation.step").count() == 2


def test_the_next_step_sees_the_corrected_wording(moderator, notes):
    make_workflow(steps=2)
    item = make_item()
    approve(item, moderator, body=BETTER)
    item.refresh_from_db()
    assert item.body == BETTER
    assert approve(item, moderator).decision == Decision.CORRECTED
    assert notes.told[0][2]["body"] == BETTER


def test_a_wording_changed_later_goes_back_to_the_steps_before(moderator, notes):
    make_workflow(steps=2)
    item = make_item()
    approve(item, moderator)
    assert approve(item, moderator, body=BETTER).is_final is False
    assert step_of(item) == "Step 1"
    assert notes.told == []
    assert approve(item, moderator).decision == Decision.CORRECTED


def test_any_step_may_refuse(moderator, notes):
    make_workflow(steps=3)
    item = make_item()
    approve(item, moderator)
    moderation_refuse(item=item, actor=moderator, ground="abuse")
    assert [verb for verb, *_rest in notes.told] == ["refuse"]
    assert not ModeratedText.objects.exists()


def test_two_pairs_of_eyes(moderator):
    make_workflow(steps=2, another_person=True)
    item = make_item()
    approve(item, moderator)
    with pytest.raises(NotAllowed):
        approve(item, moderator)
    with pytest.raises(NotAllowed):
        moderation_refuse(item=item, actor=moderator, ground="abuse")
    assert approve(item, make_moderator()).is_final


def test_a_step_of_a_group_is_for_moderators_of_the_group(moderator):
    seniors = Group.objects.create(name="Seniors")
    step = GroupApprovalTask.objects.create(name="Seniors only")
    step.groups.add(seniors)
    workflow = make_workflow()
    WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=9)
    item = make_item()
    approve(item, moderator)
    with pytest.raises(NotAllowed):
        approve(item, moderator)
    outsider = make_person()
    outsider.groups.add(seniors)
    with pytest.raises(NotAllowed):
        approve(item, outsider)
    moderator.groups.add(seniors)
    assert approve(type(item).objects.get(pk=item.pk), fresh(moderator)).is_final


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def test_the_release_of_files_waits_for_the_last_step(moderator, notes):
    notes.files = [{"id": 1, "name": "a.pdf"}]
    make_workflow(steps=2)
    item = make_item()
    approve(item, moderator, release=["1"])
    assert notes.told == []
    item.refresh_from_db()
    assert item.files == [{"id": "1", "release": True}]
    approve(item, moderator, release=["1"])
    assert [verb for verb, *_rest in notes.told] == ["approve", "release"]


def test_a_page_opened_before_the_correction_decides_nothing(moderator):
    make_workflow(steps=2)
    item = make_item()
    seen = Wording(item.subject, item.body, item.cuts).fingerprint
    approve(item, moderator, body=BETTER)
    with pytest.raises(Refused) as refused:
        approve(item, make_moderator(), body=TEXT, seen=seen)
    assert refused.value.code == "changed"


def test_switching_a_workflow_or_its_step_off_publishes_nothing(moderator, notes):
    workflow = make_workflow(steps=2)
    item, other = make_item(), make_item()
    for task in workflow.tasks:
        task.specific.deactivate()
    assert notes.told == []
    workflow.deactivate()
    assert notes.told == []
    assert ModeratedText.objects.count() == 2
    assert approve(item, moderator).is_final
    assert approve(other, moderator).is_final


# Wagtail's own way to act on a step hands the browser's data over unchecked.


def act(item, user, action, **data):
    state = item.current_workflow_task_state
    state.task.specific.on_action(state, user, action, **data)


def test_wagtail_s_way_approves_and_refuses_as_the_services_do(moderator, notes):
    make_workflow()
    act(make_item(), moderator, "approve")
    act(make_item(), moderator, "reject", ground="abuse", note="Смягчите.")
    assert [verb for verb, *_rest in notes.told] == ["approve", "refuse"]
    assert notes.told[1][2]["note"] == "Смягчите."


@pytest.mark.parametrize("data", [{}, {"ground": "nothing"}, {"ground": "spelling"}])
def test_wagtail_s_way_refuses_nothing_without_a_ground(moderator, notes, data):
    make_workflow()
    item = make_item()
    with pytest.raises(PermissionDenied):
        act(item, moderator, "reject", **data)
    assert notes.told == []
    assert item.current_workflow_task_state.status == "in_progress"


@pytest.mark.parametrize("action", ["approve", "reject", "anything"])
def test_wagtail_s_way_is_closed_to_others(notes, action):
    make_workflow()
    with pytest.raises(PermissionDenied):
        act(make_item(), make_person(is_superuser=True), action, ground="abuse")
    assert notes.told == []


def test_a_target_s_refusal_is_shown_not_a_server_error(moderator, notes):
    notes.refusal = Refused("No consent.", code="no_consent")
    make_workflow()
    with pytest.raises(PermissionDenied, match="No consent"):
        act(make_item(), moderator, "approve")
