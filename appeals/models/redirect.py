"""Hand-overs to the competent body (Administrative Procedural Code, Art. 65), and joint parts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from appeals.models.appeal import Appeal
from appeals.states import REDIRECT_OPEN, RedirectState
from core.fields import EncryptedTextField


class Redirect(models.Model):
    """One hand-over of a whole application; a part is an application of its own.

    The reason is told to the author as it is. ``back_reason`` says why it goes to a body that had
    it before. ``is_late``: proposed after the legal days for it. ``is_escalated``: it came to the
    operator, who says which body is competent.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="redirects")
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="handed_over")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="taken_over")
    reason = models.TextField(_("reason"))
    back_reason = models.TextField(blank=True, default="")
    is_late = models.BooleanField(default=False)
    is_escalated = models.BooleanField(default=False, db_default=False)
    state = models.CharField(
        max_length=10, choices=RedirectState.choices, default=RedirectState.PROPOSED
    )
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_agency=F("to_agency")), name="redirect_to_another"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="redirect_has_reason"),
            models.UniqueConstraint(
                fields=["appeal"],
                condition=Q(state__in=REDIRECT_OPEN),
                name="redirect_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=REDIRECT_OPEN, decided_at__isnull=True)
                | (~Q(state__in=REDIRECT_OPEN) & Q(decided_at__isnull=False)),
                name="redirect_decided_dated",
            ),
        ]
        indexes = [models.Index(fields=["to_agency", "state", "id"], name="redirect_incoming")]


class Contribution(models.Model):
    """What a body adds to a joint answer: for the body that leads, never for the public."""

    part = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="contribution")
    body = EncryptedTextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)
