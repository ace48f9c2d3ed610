"""Wagtail's stock workflow mails stay off for citizens' texts; pages keep theirs."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from wagtail.admin import signal_handlers

from moderation.models import ModeratedText

NOTIFIERS = (
    signal_handlers.task_submission_email_notifier,
    signal_handlers.workflow_submission_email_notifier,
    signal_handlers.workflow_approval_email_notifier,
    signal_handlers.workflow_rejection_email_notifier,
)


def workflow_mails_quieten() -> None:
    """Each stock notifier first asks whether the state is one of ours. Called once, at start."""
    for notifier in NOTIFIERS:
        notifier.can_handle = _but_not_ours(notifier.can_handle)


def _but_not_ours(can_handle: Callable[..., bool]) -> Callable[..., bool]:
    def handles(instance: Model, **kwargs: Any) -> bool:
        return not _is_ours(instance) and can_handle(instance, **kwargs)

    return handles


def _is_ours(instance: Any) -> bool:
    """``instance`` is a workflow state or the state of one of its steps."""
    state = getattr(instance, "workflow_state", instance)
    return state.content_type_id == ModeratedText.get_content_type().pk
