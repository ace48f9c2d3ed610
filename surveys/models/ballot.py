"""Who took part and what was answered: two tables that share nothing.

No column of one leads to the other. Both have random keys, so that no order joins them, and no
time finer than a day. What PostgreSQL itself keeps of a row (its transaction and its place) would
join them all the same; so a vote first goes into the box (``BoxedBallot``), and only when at least
five lie there, or the survey is closed, are they taken out together, in another order, written
anew and counted (``surveys.services.mixing``). Results move with these steps.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from surveys.models.question import SurveyQuestion
from surveys.models.survey import Survey
from surveys.regions import AgeGroup, Region
from surveys.states import Group, TextState


class Participation(models.Model):
    """Somebody has answered a survey.

    ``key`` is the HMAC of the person's ``subject_key`` with the secret of that survey: without the
    secret nobody can tell whose it is. Being the primary key, it is the "one each" of the survey.
    """

    key = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("participation")

    def __str__(self) -> str:
        return "participation"


class PartialAnswers(models.Model):
    """Answers begun and not sent, kept for their author until sent or until closing.

    The key is made as in ``Participation``; ``content`` is JSON, encrypted.
    """

    key = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    content = EncryptedTextField()
    saved_on = models.DateField()

    def __str__(self) -> str:
        return "partial answers"


class BallotBase(models.Model):
    """Answers of somebody. Abstract.

    ``receipt`` is the hash of the code that only the voter has. ``answers`` is
    ``{question key: {"v": value, "h": receipt hash of that question}}``; free texts aren't in it,
    only that there is one. Groups are coarse; each is empty where it isn't known.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    receipt = models.CharField(max_length=64, unique=True)
    answers = models.JSONField(default=dict)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    region = models.CharField(max_length=2, choices=Region.choices, blank=True)
    age = models.CharField(max_length=5, choices=AgeGroup.choices, blank=True)
    day = models.DateField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return "ballot"


class BoxedBallot(BallotBase):
    """A ballot in the box, not counted yet. ``texts`` holds its free answers by question key.

    ``replaces``: its voter has answered before; mixing takes the earlier one out.
    """

    texts = EncryptedTextField(null=True)
    replaces = models.BooleanField(default=False)


class Ballot(BallotBase):
    """A counted ballot."""


class Tally(models.Model):
    """A published count, kept by mixing: how many of a group gave this answer to a question.

    ``value`` is an option's key, a point of a scale, a day (``2026-11``), a region's code; of a
    matrix ``row:option``, of a ranking ``option:place``; of every question also ``""``: how many
    answered it. ``group`` is empty for everybody.
    """

    question = models.ForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="tallies")
    by = models.CharField(max_length=8, choices=Group.choices, default=Group.ALL)
    group = models.CharField(max_length=5, blank=True)
    value = models.CharField(max_length=120, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "by", "group", "value"], name="survey_tally_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.by} {self.group} {self.value} = {self.count}"


class DayCount(models.Model):
    """How many counted ballots there are of a day, by coarse groups; of everybody too."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="day_counts")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "day"], name="survey_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.day} = {self.count}"


class GroupCount(models.Model):
    """How many counted ballots a group has given."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="group_counts")
    by = models.CharField(max_length=8, choices=Group.choices)
    group = models.CharField(max_length=5, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "by", "group"], name="survey_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.by} {self.group} = {self.count}"


class SurveyText(models.Model):
    """A free answer on its way to the public. Nobody knows whose it is, moderators neither.

    ``receipt`` is the hash of the voter's code for this question, by which the voter reads what
    became of it. ``body`` and ``cuts`` are the public wording, as in ``PublicText``.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(SurveyQuestion, on_delete=models.PROTECT, related_name="texts")
    receipt = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    original = EncryptedTextField(null=True)
    state = models.CharField(max_length=9, choices=TextState.choices, default=TextState.PENDING)
    body = models.TextField(blank=True)
    cuts = models.JSONField(default=list, blank=True)
    refusal_ground = models.ForeignKey(
        "moderation.Ground", null=True, on_delete=models.PROTECT, related_name="+"
    )
    refusal_note = EncryptedTextField(null=True)
    published_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("free answer")
        verbose_name_plural = _("free answers")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=TextState.PUBLISHED) | ~models.Q(body=""),
                name="survey_text_published_has_words",
            ),
        ]
        indexes = [
            models.Index(fields=["question", "state", "public_id"], name="survey_text_by_question")
        ]

    def __str__(self) -> str:
        return f"free answer {self.public_id}"
