"""The second factor of staff: a secret shared with an app, and codes for the day it is lost."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from core.fields import EncryptedTextField


class SecondFactor(models.Model):
    """The secret of a person's authenticator app (RFC 6238). In force once a code confirmed it.

    ``last_step`` is the newest half-minute whose code was used: none is taken twice.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = EncryptedTextField()
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return str(self.user_id)


class RecoveryCode(models.Model):
    """One code for one use; only its keyed hash is kept."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [
            models.UniqueConstraint(fields=["factor", "code_hash"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return str(self.factor_id)
