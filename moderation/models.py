"""One small table of texts now in moderation, with Wagtail's workflow on it.

It decides on PUBLICATION only. Finished items are compacted; the decision stays as an event and
on the target.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    Task,
    Workflow,
    WorkflowMixin,
)

from agencies.models import Agency
from core.localized import LocalizedMixin, localized_fields


class Ground(LocalizedMixin, models.Model):
    """A reason for refusing publication or for cutting words out, from an editable list."""

    code = models.SlugField(unique=True)
    locals().update(localized_fields("title", "title", max_length=200))
    locals().update(localized_fields("explanation", "explanation for the author", blank=True))
    source = models.CharField(_("law or rule"), max_length=250, blank=True)
    is_public = models.BooleanField(_("shown to everybody"), default=True)
    for_refusal = models.BooleanField(_("may refuse publication"), default=True)
    for_cut = models.BooleanField(_("may take words out"), default=True)
    is_active = models.BooleanField(_("in use"), default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("ground")
        verbose_name_plural = _("grounds")

    def __str__(self) -> str:
        return self.localized("title")


class Decision(models.TextChoices):
    """What a moderator decided."""

    APPROVED = "approved", _("published as written")
    CORRECTED = "corrected", _("published with corrections")
    REFUSED = "refused", _("publication refused")


class ModeratedText(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """One text waiting for a decision on publication.

    ``kind`` and ``target_id`` name the target through ``core.registry``. ``subject`` and
    ``body`` are the wording proposed to the public, personal data masked already; ``cuts``
    mark what was taken out: ``[{"start", "end", "ground"}]`` in characters of ``body``.
    """

    kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=64)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    body = models.TextField(_("text"))
    cuts = models.JSONField(default=list, blank=True)
    marks = models.JSONField(default=list, blank=True, editable=False)
    opened_at = models.DateTimeField(_("waiting since"), default=timezone.now, db_index=True)
    due_at = models.DateTimeField(_("decide by"), null=True)
    started_at = models.DateTimeField(null=True)
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision.choices, blank=True, default=""
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ground = models.ForeignKey(Ground, null=True, blank=True, on_delete=models.PROTECT)

    # Texts of people must not reach Wagtail's own indexes.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["opened_at", "id"]
        verbose_name = _("text in moderation")
        verbose_name_plural = _("texts in moderation")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target_id"], condition=Q(decision=""), name="moderated_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="moderated_decision_dated",
            ),
            models.CheckConstraint(
                condition=~Q(decision="refused") | Q(ground__isnull=False),
                name="moderated_refusal_has_ground",
            ),
        ]
        indexes = [models.Index(fields=["decision", "opened_at"], name="moderated_queue")]

    def __str__(self) -> str:
        """Kind and number only: this string reaches logs and mails."""
        return f"{self.kind} {self.target_id}"

    def get_workflow(self) -> Workflow | None:
        """The workflow by the table of routes: the most specific route wins."""
        return WorkflowRoute.workflow_for(self.kind, self.agency_id)


class WorkflowRoute(models.Model):
    """Which workflow a kind of text goes through, for one agency or for all."""

    kind = models.CharField(_("kind of text"), max_length=40)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.CASCADE)
    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("moderation route")
        verbose_name_plural = _("moderation routes")
        constraints = [
            models.UniqueConstraint(fields=["kind", "agency"], name="route_once_per_agency"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(agency__isnull=True), name="route_once_for_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.workflow}"

    @classmethod
    def workflow_for(cls, kind: str, agency_id: int | None) -> Workflow | None:
        """The workflow of the agency's own route, else of the general one, else nothing."""
        routes = cls.objects.filter(kind=kind).filter(
            Q(agency_id=agency_id) | Q(agency__isnull=True)
        )
        found = sorted(routes.select_related("workflow"), key=lambda r: r.agency_id is None)
        return found[0].workflow if found else None


class PublicText(models.Model):
    """One version of what the public may read of a text. Abstract: each room has its own table.

    ``cuts`` mark the gaps: ``[{"start", "end", "ground": code}]`` in characters of ``body``.
    """

    version = models.PositiveIntegerField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(max_length=250, blank=True)
    body = models.TextField()
    cuts = models.JSONField(default=list, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class ModerationTask(Task):
    """A step of moderation done by people with the moderator's role."""

    class Meta:
        verbose_name = _("moderator decides")
        verbose_name_plural = _("moderator decides")
