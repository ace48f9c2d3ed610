"""The steps of a moderation workflow, which the chief moderator composes in the CMS.

Every step is for people who hold the moderator's role at that moment. What differs: whether it
must be another person, who else may not, what the step may change, and when it is left out.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import CheckboxSelectMultiple, Form
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wagtail.models import Task, TaskState

from moderation.models.text import ModeratedText
from moderation.permissions import is_moderator

Actions = list[tuple[str, str | Promise, bool]]
# What a lawyer should see, by the classes of screening.
DANGERS = frozenset({"threat", "hatred"})


class When(models.TextChoices):
    """Which texts a step is for; the others pass it by."""

    ALWAYS = "always", _("every text")
    FOUND = "found", _("texts in which screening found something")
    DANGER = "danger", _("texts in which screening found a threat or a call to hatred")

    def holds(self, text: ModeratedText) -> bool:
        """Whether the step is for this text."""
        found = {mark.get("class") for mark in text.marks}
        if self == When.DANGER:
            return bool(found & DANGERS)
        return self == When.ALWAYS or bool(found)


class ModeratorsStep:
    """What all steps share. The type of step says who else may not act, and what it may do."""

    # Only the words may change: gaps and files stay, and publication is not refused here.
    only_words = False

    def allows(self, obj: models.Model, user: Any) -> bool:
        """Whether this moderator may do this very step."""
        return True

    def user_can_access_editor(self, obj: models.Model, user: Any) -> bool:
        """Moderators."""
        return is_moderator(user)

    def locked_for_user(self, obj: models.Model, user: Any) -> bool:
        """While the step lasts only moderators edit."""
        return not is_moderator(user)

    def get_actions(self, obj: models.Model, user: Any) -> Actions:
        """The actions of a moderator who may do this very step; nothing for anybody else."""
        if not is_moderator(user) or not self.allows(obj, user):
            return []
        refuse: Actions = [] if self.only_words else [("reject", _("Refuse publication"), True)]
        return [*refuse, ("approve", _("Approve"), False)]

    def get_form_for_action(self, action: str) -> type[Form]:
        """Refusing a citizen's text needs a ground."""
        # Here, because the forms know the models.
        from moderation.forms import RefusalForm

        if action == "reject":
            return RefusalForm
        form: type[Form] = super().get_form_for_action(action)  # type: ignore[misc]
        return form

    def get_task_states_user_can_moderate(
        self, user: Any, **kwargs: Any
    ) -> models.QuerySet[TaskState]:
        """Steps of this kind in progress, for moderators."""
        if not is_moderator(user):
            return TaskState.objects.none()
        return TaskState.objects.filter(
            task_id=self.pk,  # type: ignore[attr-defined]
            status=TaskState.STATUS_IN_PROGRESS,
        )

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Begin the step, or pass it by when the text is none of its texts.

        Wagtail goes on by itself after a step that is not in progress.
        """
        text = workflow_state.content_object
        when = When(getattr(self, "when", When.ALWAYS))
        if not isinstance(text, ModeratedText) or when.holds(text):
            return super().start(workflow_state, user=user)  # type: ignore[misc]
        state = TaskState(workflow_state=workflow_state, task=self, finished_at=timezone.now())
        state.revision, state.status = text.latest_revision, TaskState.STATUS_SKIPPED
        state.save()
        return state

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
            super().on_action(task_state, user, action_name, comment=comment)  # type: ignore[misc]

    def _approved_before(self, obj: models.Model, user: Any) -> bool:
        states = TaskState.objects.for_instance(obj).exclude(task_id=self.pk)  # type: ignore[attr-defined]
        return states.filter(status=TaskState.STATUS_APPROVED, finished_by=user).exists()


class ModerationTask(ModeratorsStep, Task):
    """A moderator decides."""

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

    def allows(self, obj: models.Model, user: Any) -> bool:
        """Everybody, or only people who approved no other step."""
        return not (self.another_person and self._approved_before(obj, user))


class SecondReadingTask(ModeratorsStep, Task):
    """Another moderator reads the text once more."""

    when = models.CharField(
        _("for which texts"), max_length=10, choices=When.choices, default=When.ALWAYS
    )

    admin_form_fields = [*Task.admin_form_fields, "when"]

    class Meta:
        verbose_name = _("second moderator reads")
        verbose_name_plural = _("second moderator reads")

    @classmethod
    def get_description(cls) -> str | Promise:
        """Told to whoever chooses the type of a new step."""
        return _("A moderator who approved no earlier step. You choose for which texts.")

    def allows(self, obj: models.Model, user: Any) -> bool:
        """Only people who approved no other step."""
        return not self._approved_before(obj, user)


class LegalTask(ModeratorsStep, Task):
    """A moderator of chosen groups, usually a lawyer, looks at what may break the law."""

    groups = models.ManyToManyField(
        Group,
        verbose_name=_("groups"),
        related_name="+",
        help_text=_("Moderators of these groups do the step."),
    )
    when = models.CharField(
        _("for which texts"), max_length=10, choices=When.choices, default=When.DANGER
    )

    admin_form_fields = [*Task.admin_form_fields, "groups", "when"]
    admin_form_widgets = {"groups": CheckboxSelectMultiple}

    class Meta:
        verbose_name = _("lawyer reads")
        verbose_name_plural = _("lawyer reads")

    @classmethod
    def get_description(cls) -> str | Promise:
        """Told to whoever chooses the type of a new step."""
        return _("Moderators of chosen groups. Usually only for texts with threats or hatred.")

    def allows(self, obj: models.Model, user: Any) -> bool:
        """Only members of the groups."""
        return user.groups.filter(pk__in=self.groups.values("pk")).exists()


class SpellingTask(ModeratorsStep, Task):
    """A moderator corrects mistakes and nothing else."""

    only_words = True

    class Meta:
        verbose_name = _("spelling is corrected")
        verbose_name_plural = _("spelling is corrected")

    @classmethod
    def get_description(cls) -> str | Promise:
        """Told to whoever chooses the type of a new step."""
        return _("Only the wording is corrected: gaps and files stay, nothing is refused.")


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
