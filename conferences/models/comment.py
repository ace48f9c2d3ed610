"""Comments under questions, one level of replies, and reports about them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conferences.models.question import ConferenceQuestion
from conferences.states import CommentState, NameShown
from core.fields import EncryptedTextField
from moderation.models import Ground, PublicText


class Comment(models.Model):
    """A comment or a reply to one (``parent``; a reply has no replies).

    ``original`` holds the author's own words for the author and moderators. ``ground`` says on the
    stone why it was hidden or refused; ``note`` is for the author alone.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(
        ConferenceQuestion, on_delete=models.PROTECT, related_name="comment_rows"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    level = models.PositiveSmallIntegerField(default=0)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_public_name = models.CharField(max_length=120, blank=True)
    name_shown = models.CharField(
        max_length=10, choices=NameShown.choices, default=NameShown.INITIALS
    )
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    original = EncryptedTextField()
    state = models.CharField(
        max_length=10, choices=CommentState.choices, default=CommentState.PENDING
    )
    written_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    ground = models.ForeignKey(Ground, null=True, on_delete=models.PROTECT, related_name="+")
    note = EncryptedTextField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True, level=0) | Q(parent__isnull=False, level=1),
                name="comment_one_level",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="comment_no_reply_to_itself"),
            models.CheckConstraint(
                condition=~Q(state__in=[CommentState.HIDDEN, CommentState.REFUSED])
                | Q(ground__isnull=False),
                name="comment_hidden_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["question", "id"], name="comment_of_question"),
            models.Index(fields=["author", "-id"], name="comment_by_author"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.pk}"


class CommentText(PublicText):
    """One public version of a comment."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="public_texts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "version"], name="comment_text_once"),
            models.UniqueConstraint(
                fields=["comment"],
                condition=Q(withdrawn_at__isnull=True),
                name="comment_text_one_current",
            ),
        ]


class CommentReport(models.Model):
    """Somebody says that a comment breaks the rules. One report a person."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    note = EncryptedTextField(null=True)
    reported_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("report about a comment")
        verbose_name_plural = _("reports about comments")
        constraints = [
            models.UniqueConstraint(fields=["comment", "reporter"], name="comment_report_once"),
        ]
        indexes = [
            models.Index(
                fields=["reported_at", "id"],
                condition=Q(settled_at__isnull=True),
                name="comment_report_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}/{self.pk}"
