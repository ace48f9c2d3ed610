"""How a person may be reached outside the portal."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField


class Reach(models.Model):
    """Channels and hours of one person. No row: in the portal only.

    ``email`` counts once it is confirmed by its link; ``email_wanted`` waits for that. SMS goes to
    the phone eGov told. ``*_blocked_at``: the address doesn't exist or refuses us (bounced mail).
    ``quiet_from`` to ``quiet_to`` are hours of the day, Asia/Almaty, in which nothing is sent;
    equal ones mean no quiet hours. ``stopped_at``: nothing but the portal any more.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reach"
    )
    email = EncryptedTextField(null=True)
    email_hash = models.CharField(max_length=64, blank=True, db_index=True)
    email_wanted = EncryptedTextField(null=True)
    email_on = models.BooleanField(_("by e-mail"), default=False)
    email_blocked_at = models.DateTimeField(null=True)
    sms_on = models.BooleanField(_("by SMS"), default=False)
    sms_blocked_at = models.DateTimeField(null=True)
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), default=22)
    quiet_to = models.PositiveSmallIntegerField(_("quiet until"), default=8)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__lte=23) & Q(quiet_to__lte=23), name="reach_hours_of_a_day"
            ),
            models.CheckConstraint(
                condition=Q(email_on=False) | Q(email__isnull=False), name="reach_mail_has_address"
            ),
        ]

    def __str__(self) -> str:
        return "reach"
