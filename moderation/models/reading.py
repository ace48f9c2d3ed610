"""A second, blind reading of a random sample: it measures agreement and changes nothing."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from moderation.models.decision import ModerationDecision
from moderation.models.ground import Ground


class Verdict(models.TextChoices):
    """What the second reader would do. The names are those of the decisions."""

    APPROVED = "approved", _("Publish as written")
    CORRECTED = "corrected", _("Publish with corrections")
    REFUSED = "refused", _("Refuse publication")


class BlindReading(models.Model):
    """A decided text that another moderator reads without knowing the decision.

    ``snapshot`` holds subject and text as the author wrote them, encrypted; it is wiped when the
    reading is done. A reading without verdict and snapshot was dropped with its text.
    """

    decision = models.OneToOneField(
        ModerationDecision, on_delete=models.CASCADE, related_name="reading"
    )
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    snapshot = EncryptedTextField(null=True)
    opened_at = models.DateTimeField(_("drawn at"), default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    ground = models.ForeignKey(Ground, null=True, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["id"]
        verbose_name = _("second reading")
        verbose_name_plural = _("second readings")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(reader__isnull=True) | ~Q(reader=F("first_by")),
                name="reading_by_another",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", reader__isnull=True, ground__isnull=True)
                | Q(
                    verdict__in=["approved", "corrected"],
                    reader__isnull=False,
                    ground__isnull=True,
                    closed_at__isnull=False,
                )
                | Q(
                    verdict="refused",
                    reader__isnull=False,
                    ground__isnull=False,
                    closed_at__isnull=False,
                ),
                name="reading_verdict_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, snapshot__isnull=False)
                | Q(closed_at__isnull=False, snapshot__isnull=True),
                name="reading_wiped_when_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(closed_at__isnull=True), name="reading_open"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
