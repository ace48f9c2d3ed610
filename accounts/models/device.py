"""Where a person is signed in."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from core.fields import EncryptedTextField


class Device(models.Model):
    """One signing in that lasts. ``label`` is browser and system in two words; no address is kept.

    ``session_key`` is kept encrypted, so that the person can end the session from elsewhere.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    label = models.CharField(max_length=60, blank=True)
    session_key = EncryptedTextField()
    session_hash = models.CharField(max_length=64, unique=True)
    signed_in_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-signed_in_at"]
        verbose_name = _("device")
        verbose_name_plural = _("devices")

    def __str__(self) -> str:
        return self.label
