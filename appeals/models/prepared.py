"""An answer on its way: written at the desk, agreed by a colleague, waiting for the head."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from appeals.models.appeal import Appeal
from core.fields import EncryptedTextField
from signing.models import File


class PreparedAnswer(models.Model):
    """The one draft of an application's next answer; whoever works on the case shares it.

    ``content`` is encrypted JSON of the public and the private part. ``revision`` grows with each
    change of words or files, so that nobody agrees or signs what they haven't seen. It never goes
    back, not even when another agency begins anew. What a colleague said belongs to the revision
    it was said of. ``waits_since``: a signature under it waits for its check.
    """

    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="prepared")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    content = EncryptedTextField()
    revision = models.PositiveIntegerField(default=1)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    agreed_revision = models.PositiveIntegerField(null=True)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_back_at = models.DateTimeField(null=True)
    sent_back_revision = models.PositiveIntegerField(null=True)
    sent_back_word = EncryptedTextField(null=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    overridden_revision = models.PositiveIntegerField(null=True)
    waits_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None, agreed_revision=None)
                | Q(
                    agreed_by__isnull=False,
                    agreed_at__isnull=False,
                    agreed_revision__isnull=False,
                ),
                name="prepared_agreed_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    sent_back_by=None,
                    sent_back_at=None,
                    sent_back_revision=None,
                    sent_back_word=None,
                )
                | Q(
                    sent_back_by__isnull=False,
                    sent_back_at__isnull=False,
                    sent_back_revision__isnull=False,
                    sent_back_word__isnull=False,
                ),
                name="prepared_sent_back_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id}/{self.revision}"


class PreparedRevision(models.Model):
    """How the draft stood: words and names of files, encrypted. They go with the draft."""

    prepared = models.ForeignKey(PreparedAnswer, on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    content = EncryptedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["revision"]
        constraints = [
            models.UniqueConstraint(fields=["prepared", "revision"], name="prepared_revision_once"),
        ]


class PreparedFile(models.Model):
    """A file that will leave with the answer; a private one is for the author only."""

    prepared = models.ForeignKey(PreparedAnswer, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="prepared_file")
    is_private = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
