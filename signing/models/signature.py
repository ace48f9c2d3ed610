"""That something was signed, and the codes that sign by SMS."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signing.models.submission import SignedPayload


class SignatureMethod(models.TextChoices):
    """How a payload was signed."""

    SMS = "sms", _("code by SMS")
    EDS = "eds", _("digital signature (EDS)")


class Signature(models.Model):
    """That a payload was signed, how and when. One payload has one signature.

    What proves it is its ``evidence`` (``signing.models.evidence``).
    """

    payload = models.OneToOneField(
        SignedPayload, on_delete=models.PROTECT, related_name="signature"
    )
    method = models.CharField(max_length=3, choices=SignatureMethod.choices)
    signed_at = models.DateTimeField(default=timezone.now)
    # SHA-256 of the signature's own value: the same one never counts twice, however wrapped.
    signature_sha256 = models.CharField(max_length=64, unique=True, null=True, editable=False)
    # Of who signed for an organisation, what the public may know: name, bin, serial, issuer.
    certificate = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(method="eds") | Q(signature_sha256__isnull=False),
                name="signature_eds_has_value",
            )
        ]


class SmsCode(models.Model):
    """A six-digit code bound to one payload's digest, kept as a keyed hash."""

    payload = models.ForeignKey(SignedPayload, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    phone_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payload"],
                condition=Q(used_at__isnull=True, replaced_at__isnull=True),
                name="sms_code_one_live",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="sms_code_expires_later"
            ),
        ]
