"""A signature that waits until the revocation of its certificate can be checked (soft mode)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import SealedBlob
from signing.models.submission import SignedPayload


class PendingSignature(models.Model):
    """A received signature whose certificate's status nobody could tell yet; counted nowhere.

    One per payload. ``blob`` holds the signature as it came, sealed, until it is ``resolved_at``.
    ``received_at`` becomes the time of submission when it is confirmed. ``code`` is the policy's
    last word.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        WAITING = "", "waiting"
        CONFIRMED = "confirmed", "confirmed"
        REFUSED = "refused", "refused"
        WITHDRAWN = "withdrawn", "withdrawn by the person"

    payload = models.OneToOneField(SignedPayload, on_delete=models.CASCADE, related_name="pending")
    blob = models.OneToOneField(SealedBlob, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=2)
    code = models.SlugField()
    outcome = models.CharField(
        max_length=10, choices=Outcome.choices, default=Outcome.WAITING, blank=True
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["checked_at"], condition=Q(resolved_at__isnull=True), name="pending_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, outcome="", blob__isnull=False)
                | (Q(resolved_at__isnull=False, blob__isnull=True) & ~Q(outcome="")),
                name="pending_resolved",
            )
        ]
