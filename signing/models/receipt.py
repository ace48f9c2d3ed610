"""What the citizen keeps of a signature, and the keys that seal it."""

import json
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.fields import EncryptedTextField
from signing.models.signature import Signature


class PortalKey(models.Model):
    """A key of the portal: one is current, the others stay published so that old seals fit.

    ``kid`` is the beginning of the public key's SHA-256. A retired key has no private half any
    more. What a compromised key sealed proves nothing by itself.
    """

    kid = models.CharField(max_length=16, unique=True)
    algorithm = models.CharField(max_length=16, default="Ed25519")
    public_key = models.CharField(max_length=64)
    private_key = EncryptedTextField(null=True)
    valid_from = models.DateTimeField(default=timezone.now)
    valid_to = models.DateTimeField(null=True)
    compromised_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm"],
                condition=Q(valid_to__isnull=True),
                name="portal_key_one_current",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="portal_key_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False) | Q(private_key__isnull=False),
                name="portal_key_current_signs",
            ),
        ]

    def __str__(self) -> str:
        return self.kid


class Receipt(models.Model):
    """The receipt of one signature, as it was sealed.

    ``document`` is the file itself (``signing.receipts.documents``). It holds the check address
    with its token, so it is encrypted; the token is found by its keyed hash.
    """

    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="receipt")
    token_hash = models.CharField(max_length=64, unique=True)
    document = EncryptedTextField()
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)

    def read(self) -> dict[str, Any]:
        """What it says."""
        document: dict[str, Any] = json.loads(str(self.document))
        return document
