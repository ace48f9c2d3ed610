"""An author's objection to a decision on publication. Another moderator judges it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from moderation.models.decision import ModerationDecision


class ObjectionOutcome(models.TextChoices):
    """How an objection ended."""

    UPHELD = "upheld", _("the decision stands")
    OVERTURNED = "overturned", _("the decision is overturned")
    LAPSED = "lapsed", _("no longer needed")


class ModerationObjection(models.Model):
    """The author doesn't agree with a refusal or with cuts. Once for each decision.

    ``first_by`` is a copy of who decided, so that the database itself can hold that nobody judges
    their own decision. ``reason`` is the author's, ``note`` is for the author; both encrypted.
    """

    decision = models.OneToOneField(
        ModerationDecision, on_delete=models.PROTECT, related_name="objection"
    )
    kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=64)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = EncryptedTextField()
    filed_at = models.DateTimeField(_("filed at"), default=timezone.now)
    due_at = models.DateTimeField(_("decide by"))
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=ObjectionOutcome.choices, blank=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    note = EncryptedTextField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["due_at", "id"]
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("first_by")),
                name="objection_not_by_first",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("filed_by")),
                name="objection_not_by_author",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | Q(outcome="lapsed", decided_at__isnull=False, decided_by__isnull=True)
                | Q(
                    outcome__in=["upheld", "overturned"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="objection_outcome_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(outcome=""), name="objection_open"),
            models.Index(fields=["kind", "target_id"], name="objection_target"),
            models.Index(fields=["filed_at"], name="objection_when"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id}"

    @property
    def is_open(self) -> bool:
        """Nobody has judged it yet."""
        return not self.outcome

    @property
    def is_late(self) -> bool:
        """It waits longer than promised."""
        return self.is_open and self.due_at < timezone.now()
