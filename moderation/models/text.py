"""One small table of texts now in moderation, with Wagtail's workflow on it.

It decides on PUBLICATION only. The row goes with its decision: what stays is an event here, and
the public version or the refusal on the target itself.
"""

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Revision,
    RevisionMixin,
    Workflow,
    WorkflowMixin,
)

from agencies.models import Agency


class Decision(models.TextChoices):
    """What was decided on a text. Kept in the event."""

    APPROVED = "approved", _("published as written")
    CORRECTED = "corrected", _("published with corrections")
    REFUSED = "refused", _("publication refused")
    WITHDRAWN = "withdrawn", _("withdrawn by the author")


class ModeratedText(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """One text waiting for a decision on publication.

    ``kind`` and ``target_id`` name the target through ``core.registry``. ``subject`` and
    ``body`` are the wording proposed to the public, personal data masked already; ``cuts``
    mark the gaps: ``[{"start", "end", "ground"}]`` in characters of ``body``. ``marks`` are what
    screening found, in characters of the original, whose fingerprint is ``original``.
    """

    kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=64)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    body = models.TextField(_("text"))
    cuts = models.JSONField(default=list, blank=True)
    marks = models.JSONField(default=list, blank=True, editable=False)
    original = models.CharField(max_length=64, editable=False)
    files = models.JSONField(default=list, blank=True, editable=False)
    opened_at = models.DateTimeField(_("waiting since"), default=timezone.now)
    due_at = models.DateTimeField(_("decide by"))
    started_at = models.DateTimeField(null=True, editable=False)
    # Who has it open now, and until when that counts without a sign of life.
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("with"),
    )
    claimed_at = models.DateTimeField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    # The objection that brought the text back: whoever decided before may not decide again.
    objection = models.ForeignKey(
        "moderation.ModerationObjection",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    # Texts of people must not reach Wagtail's own indexes.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["due_at", "id"]
        verbose_name = _("text in moderation")
        verbose_name_plural = _("texts in moderation")
        # Wagtail grants its stock views by model permissions; with none to give, none can leak.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "target_id"], name="moderated_one_open"),
            models.CheckConstraint(condition=~Q(body=""), name="moderated_has_text"),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True)
                | Q(claimed_at__isnull=False, claimed_until__isnull=False),
                name="moderated_claim_whole",
            ),
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="moderated_queue")]

    def __str__(self) -> str:
        """Kind and number only: this string reaches logs and mails."""
        return f"{self.kind} {self.target_id}"

    def get_workflow(self) -> Workflow | None:
        """The workflow by the table of routes: the most specific route wins."""
        return WorkflowRoute.workflow_for(self.kind, self.agency_id)

    @property
    def is_claimed(self) -> bool:
        """Somebody has it open at this moment."""
        until = self.claimed_until
        return self.claimed_by_id is not None and until is not None and until > timezone.now()

    def is_claimed_by_other(self, user: Any) -> bool:
        """Somebody else has it open at this moment."""
        return self.is_claimed and self.claimed_by_id != user.pk

    def publish(self, revision: Revision, **kwargs: Any) -> None:
        """Nothing. Only ``moderation.services`` publishes, by a moderator's own decision.

        Wagtail calls this when a workflow ends, and a workflow also ends when somebody switches
        its last step off in the settings.
        """


class WorkflowRoute(models.Model):
    """Which workflow a kind of text goes through, for one agency or for all."""

    kind = models.CharField(_("kind of text"), max_length=40)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.CASCADE, verbose_name=_("only for agency")
    )
    workflow = models.ForeignKey(
        Workflow, on_delete=models.PROTECT, related_name="+", verbose_name=_("workflow")
    )
    days = models.PositiveSmallIntegerField(
        _("decide within, working days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as the set of terms says."),
    )

    class Meta:
        verbose_name = _("moderation route")
        verbose_name_plural = _("moderation routes")
        constraints = [
            models.UniqueConstraint(fields=["kind", "agency"], name="route_once_per_agency"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(agency__isnull=True), name="route_once_for_all"
            ),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(days__gte=1), name="route_days_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.workflow}"

    @classmethod
    def workflow_for(cls, kind: str, agency_id: int | None) -> Workflow | None:
        """The workflow of the agency's own route, else of the general one, else nothing.

        A workflow that was switched off counts as none: one moderator then decides alone.
        """
        routes = cls.objects.filter(kind=kind, workflow__active=True).filter(
            Q(agency_id=agency_id) | Q(agency__isnull=True)
        )
        found = sorted(routes.select_related("workflow"), key=lambda r: r.agency_id is None)
        return found[0].workflow if found else None

    @classmethod
    def days_for(cls, kind: str, agency_id: int | None) -> int | None:
        """The agency's own number of days, else that of the kind, else nothing. One query."""
        routes = cls.objects.filter(kind=kind, days__isnull=False).filter(
            Q(agency_id=agency_id) | Q(agency__isnull=True)
        )
        found = sorted(routes, key=lambda route: route.agency_id is None)
        return found[0].days if found else None
