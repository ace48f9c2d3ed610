"""Questions to a conference: what was asked, what the public reads, answers and votes."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conferences.models.conference import Conference, Speaker
from conferences.states import NameShown, Place, QuestionState
from core.fields import EncryptedTextField
from moderation.models import Ground, PublicText
from signing.models import SignedPayload


class ConferenceQuestion(models.Model):
    """A question to a conference. Its public words are in ``QuestionText``.

    ``original`` holds the author's own words for the author and moderators; of a signed question
    they are in ``payload`` as well. ``extra`` is what else the form asked, as JSON. ``votes`` and
    ``comments`` equal their rows (comments: the public ones) at every moment. ``changed_at`` moves
    with everything the public sees of it. ``frozen_rank`` is its place while the queue is frozen.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    author_public_name = models.CharField(max_length=120, blank=True)
    name_shown = models.CharField(
        max_length=10, choices=NameShown.choices, default=NameShown.INITIALS
    )
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    original = EncryptedTextField(null=True)
    extra = EncryptedTextField(null=True)
    payload = models.OneToOneField(
        SignedPayload, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(
        max_length=10, choices=QuestionState.choices, default=QuestionState.PENDING
    )
    published_at = models.DateTimeField(null=True, blank=True)
    refusal_ground = models.ForeignKey(
        Ground, null=True, on_delete=models.PROTECT, related_name="+"
    )
    refusal_note = EncryptedTextField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )
    votes = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    place = models.CharField(max_length=10, choices=Place.choices, default=Place.QUEUE)
    placed_at = models.DateTimeField(null=True)
    frozen_rank = models.PositiveIntegerField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["conference", "number"]
        verbose_name = _("question to a conference")
        verbose_name_plural = _("questions to conferences")
        constraints = [
            models.UniqueConstraint(fields=["conference", "number"], name="question_number_once"),
            models.UniqueConstraint(
                fields=["conference"],
                condition=Q(place=Place.NOW),
                name="question_one_is_answered_now",
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.MERGED, merged_into__isnull=False)
                | (~Q(state=QuestionState.MERGED) & Q(merged_into__isnull=True)),
                name="question_merged_names_other",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="question_not_into_itself"
            ),
            models.CheckConstraint(
                condition=~Q(state=QuestionState.PUBLISHED) | Q(published_at__isnull=False),
                name="question_published_when",
            ),
        ]
        indexes = [
            models.Index(fields=["conference", "-votes", "id"], name="question_by_votes"),
            models.Index(fields=["conference", "changed_at"], name="question_by_change"),
            models.Index(fields=["author", "-asked_at"], name="question_by_author"),
        ]

    def __str__(self) -> str:
        return f"{self.conference_id}/{self.number}"


class QuestionText(PublicText):
    """One public version of a question."""

    question = models.ForeignKey(
        ConferenceQuestion, on_delete=models.PROTECT, related_name="public_texts"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "version"], name="question_text_once"),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(withdrawn_at__isnull=True),
                name="question_text_one_current",
            ),
        ]


class QuestionAnswer(models.Model):
    """The written answer to a question, by one of the speakers; public at once.

    ``time_mark`` is where the recording has it, in seconds from its beginning.
    """

    question = models.ForeignKey(
        ConferenceQuestion, on_delete=models.PROTECT, related_name="answers"
    )
    speaker = models.ForeignKey(Speaker, null=True, on_delete=models.PROTECT)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    body = models.TextField()
    time_mark = models.PositiveIntegerField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["answered_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="question_answer_has_words"),
        ]


class QuestionVote(models.Model):
    """One person, one vote per question. The row is its own record: no event tells of it."""

    question = models.ForeignKey(
        ConferenceQuestion, on_delete=models.CASCADE, related_name="vote_rows"
    )
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    voted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "voter"], name="question_vote_once"),
        ]
