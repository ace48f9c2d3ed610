"""Where a text stands in its Wagtail workflow. Called by the services, inside their transaction."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.models import WorkflowState

from accounts.models import User
from core.errors import NotAllowed
from moderation.models import ModeratedText


def flow_state(item: ModeratedText) -> WorkflowState | None:
    """The running workflow, started if need be; nothing when no step waits for anybody."""
    state = item.current_workflow_state or _start(item)
    waits = state and state.current_task_state and state.status == WorkflowState.STATUS_IN_PROGRESS
    return state if waits else None


def _start(item: ModeratedText) -> WorkflowState | None:
    workflow = item.get_workflow()
    if workflow is None:
        return None
    item.save_revision(clean=False)
    state = workflow.start(item, user=None)
    item.started_at = timezone.now()
    item.save(update_fields=["started_at"])
    return state


def flow_step(item: ModeratedText, state: WorkflowState, actor: User, action: str) -> Any:
    """The state of the step that waits, if this person may do it."""
    step = state.current_task_state.specific
    if action not in [name for name, *_rest in step.task.specific.get_actions(item, actor)]:
        raise NotAllowed(_("This step waits for somebody else."))
    return step


def flow_approve(item: ModeratedText, state: WorkflowState, actor: User) -> bool:
    """Approve the step that waits. True when no step is left."""
    step = flow_step(item, state, actor, "approve")
    # Whoever changes the wording approves the changed one; the steps before have to see it again.
    step.revision = item.latest_revision
    step.approve(user=actor)
    return not WorkflowState.objects.active().filter(pk=state.pk).exists()


def flow_allows(item: ModeratedText, actor: User) -> bool:
    """Whether the step that waits, if any does, is for this person."""
    state = item.current_workflow_state
    if state is None or state.current_task_state is None:
        return True
    actions = state.current_task_state.task.specific.get_actions(item, actor)
    return any(name == "approve" for name, *_rest in actions)


def flow_only_words(state: WorkflowState) -> bool:
    """The step that waits corrects words and nothing else."""
    return bool(getattr(state.current_task_state.task.specific, "only_words", False))
