"""What a person asks about their own data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField


class DataRequest(models.Model):
    """Erasure, blocking or correction of one's data, asked for and decided. One open of a kind."""

    class Kind(models.TextChoices):
        """What is asked for."""

        ERASE = "erase", _("erase my data")
        BLOCK = "block", _("block my data")
        CORRECT = "correct", _("correct my data")

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("waits for a decision")
        DONE = "done", _("done")
        REFUSED = "refused", _("not possible")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_requests"
    )
    kind = models.CharField(_("what is asked for"), max_length=7, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.OPEN)
    words = EncryptedTextField(null=True)
    answer = EncryptedTextField(null=True)
    sent_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("request about data")
        verbose_name_plural = _("requests about data")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=Q(state="open"), name="data_request_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, answer__isnull=False)
                & ~Q(state="open"),
                name="data_request_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
