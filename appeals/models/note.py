"""Internal notes: what colleagues of one agency tell each other about a case."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from appeals.models.appeal import Appeal
from core.fields import EncryptedTextField


class Note(models.Model):
    """One note. It belongs to the agency whose colleague wrote it and stays there.

    When the case goes to another body, the notes don't go with it; the author never reads them.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="notes")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [models.Index(fields=["appeal", "agency", "id"], name="note_appeal_agency")]

    def __str__(self) -> str:
        return f"{self.appeal_id}/{self.pk}"
