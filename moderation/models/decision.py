"""What is left of a decided text: the decision, and not one word of the text."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from moderation.models.ground import Ground
from moderation.models.text import Decision

DECIDED = (Decision.APPROVED, Decision.CORRECTED, Decision.REFUSED)


class ModerationDecision(models.Model):
    """One decision on publication. ``item_id`` is the row of the queue, which is gone by now.

    Objections, second readings and figures hang on it. ``acted_by`` are all who took part: whoever
    approved a step, and whoever decided. ``after_objection``: somebody else had decided before,
    and the author objected.
    """

    item_id = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=64)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    ground = models.ForeignKey(
        Ground,
        null=True,
        on_delete=models.PROTECT,
        related_name="refusals",
        verbose_name=_("ground"),
    )
    cut_grounds = models.ManyToManyField(Ground, related_name="corrections")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    acted_by = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    after_objection = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(_("decided at"))
    seconds = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-id"]
        verbose_name = _("decision on publication")
        verbose_name_plural = _("decisions on publication")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=[str(value) for value in DECIDED]),
                name="decision_known",
            ),
            models.CheckConstraint(
                condition=Q(decision="refused", ground__isnull=False)
                | (~Q(decision="refused") & Q(ground__isnull=True)),
                name="decision_refused_on_ground",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "target_id", "-id"], name="decision_target"),
            models.Index(fields=["decided_at", "kind"], name="decision_when"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id}"
