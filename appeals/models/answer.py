"""Answers. Many to one application; each by an office and whoever held it then."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Office, Tenure
from appeals.models.appeal import Appeal
from core.models import SealedBlob
from moderation.models import PublicText
from signing.models import File, Signature


class Answer(models.Model):
    """One delivered answer. Old answers keep the old name: the tenure, not the office, says who.

    The full text for the author is sealed in ``original``; the public reads ``AnswerText``.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="answers")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="answers")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="answers")
    tenure = models.ForeignKey(Tenure, null=True, on_delete=models.PROTECT, related_name="answers")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    original = models.OneToOneField(SealedBlob, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    signature = models.OneToOneField(
        Signature, null=True, on_delete=models.PROTECT, related_name="answer"
    )
    delivered_at = models.DateTimeField()
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # What the check before sending missed, as codes, and who sent it all the same.
    missing = models.JSONField(default=list, db_default=[], blank=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["appeal", "position"], name="answer_position_once"),
            models.CheckConstraint(condition=Q(position__gt=0), name="answer_position_positive"),
        ]
        indexes = [models.Index(fields=["office", "-delivered_at"], name="answer_office")]

    def __str__(self) -> str:
        return f"{self.appeal_id}/{self.position}"


class AnswerText(PublicText):
    """One public version of an answer."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="public_texts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "version"], name="answer_text_version_once"),
            models.UniqueConstraint(
                fields=["answer"],
                condition=Q(withdrawn_at__isnull=True),
                name="answer_text_one_current",
            ),
        ]


class AnswerFile(models.Model):
    """A file that belongs to an answer; a private one is never released to the public."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="answer_file")
    is_private = models.BooleanField(default=False, db_default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
