"""An answer on its way: written at the desk, waiting for the head's signature."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from appeals.models.appeal import Appeal
from core.fields import EncryptedTextField


class PreparedAnswer(models.Model):
    """The one draft of an application's next answer; whoever works on the case shares it.

    ``content`` is encrypted JSON of the public and the private part. ``revision`` grows with each
    change, so that nobody signs words they haven't seen.
    """

    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="prepared")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    content = EncryptedTextField()
    revision = models.PositiveIntegerField(default=1)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(default=timezone.now)
