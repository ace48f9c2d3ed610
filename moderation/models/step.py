"""A step of a moderation workflow, which the chief moderator composes in the CMS."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wagtail.models import Task, TaskState

from moderation.models.text import ModeratedText
from moderation.permissions import is_moderator


class ModerationTask(Task):
    """A step done by people who hold the moderator's role at that moment."""

    another_person = models.BooleanField(
        _("not by somebody who approved an earlier step"),
        default=False,
        help_text=_("Two pairs of eyes: each step then needs another moderator."),
    )

    admin_form_fields = [*Task.admin_form_fields, "another_person"]

    class Meta:
        verbose_name = _("moderator decides")
        verbose_name_plural = _("moderator decides")

    @classmethod
    def get_description(cls) -> str | Promise:
        """Told to whoever chooses the type of a new step."""
        return _("People with the moderator's role decide. For texts of citizens and for pages.")

    def user_can_access_editor(self, obj: models.Model, user: Any) -> bool:
        """Moderators."""
        return is_moderator(user)

    def locked_for_user(self, obj: models.Model, user: Any) -> bool:
        """While the step lasts only moderators edit."""
        return not is_moderator(user)

    def get_actions(self, obj: models.Model, user: Any) -> list[tuple[str, str | Promise, bool]]:
        """The actions of a moderator who may do this very step; nothing for anybody else."""
        if not is_moderator(user) or (self.another_person and self._approved_before(obj, user)):
            return []
        return [
            ("reject", _("Refuse publication"), True),
            ("approve", _("Approve"), False),
        ]

    def get_form_for_action(self, action: str) -> type[Form]:
        """Refusing a citizen's text needs a ground."""
        # Here, because the forms know the models.
        from moderation.forms import RefusalForm

        return RefusalForm if action == "reject" else super().get_form_for_action(action)

    def get_task_states_user_can_moderate(
        self, user: Any, **kwargs: Any
    ) -> models.QuerySet[TaskState]:
        """Steps of this kind in progress, for moderators."""
        if not is_moderator(user):
            return TaskState.objects.none()
        return TaskState.objects.filter(task_id=self.pk, status=TaskState.STATUS_IN_PROGRESS)

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Do the action, whoever calls.

        Wagtail's edit view hands the browser's data over without running the form, so it runs
        here. ``PermissionDenied`` is what that view can show; anything else would be a 500.
        """
        target = task_state.workflow_state.content_object
        if action_name not in [action[0] for action in self.get_actions(target, user)]:
            raise PermissionDenied(str(_("Your role doesn't allow this.")))
        form = self.get_form_for_action(action_name)(data=kwargs)
        if not form.is_valid():
            raise PermissionDenied(" ".join(e for errors in form.errors.values() for e in errors))
        if isinstance(target, ModeratedText):
            _decide(target, user, action_name, form.cleaned_data)
        else:
            comment = form.cleaned_data.get("note") or form.cleaned_data.get("comment", "")
            super().on_action(task_state, user, action_name, comment=comment)

    def _approved_before(self, obj: models.Model, user: Any) -> bool:
        states = TaskState.objects.for_instance(obj).exclude(task_id=self.pk)
        return states.filter(status=TaskState.STATUS_APPROVED, finished_by=user).exists()


def _decide(text: ModeratedText, user: Any, action: str, data: dict[str, Any]) -> None:
    # Here, because the services know the models.
    from core.errors import Refused
    from moderation.services import moderation_approve, moderation_refuse

    try:
        if action == "reject":
            moderation_refuse(item=text, actor=user, ground=data["ground"], note=data["note"])
        else:
            moderation_approve(
                item=text, actor=user, subject=text.subject, body=text.body, cuts=text.cuts
            )
    except Refused as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
