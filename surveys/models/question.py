"""Questions of a survey with their sections, options and rows."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.localized import LocalizedMixin, localized_fields
from surveys.models.survey import Survey
from surveys.states import QuestionKind, QuestionResults

# Of a free answer, in characters.
TEXT_LIMIT = 2000


class SurveySection(LocalizedMixin, models.Model):
    """Questions that stand under one heading, on one page of the form."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sections")
    locals().update(localized_fields("title", "heading", max_length=250))
    locals().update(localized_fields("intro", "introduction", blank=True))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return self.localized("title")


class SurveyQuestion(LocalizedMixin, models.Model):
    """One question of a survey, known by a stable key.

    Limits of ``many``: ``choices_from`` and ``choices_to``; of a scale its ends. ``shown_if`` is an
    option of an earlier question: only who chose it is asked this one.
    """

    Kind = QuestionKind

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    section = models.ForeignKey(
        SurveySection, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    key = models.SlugField()
    kind = models.CharField(
        _("how it is answered"),
        max_length=7,
        choices=QuestionKind.choices,
        default=QuestionKind.ONE,
    )
    locals().update(localized_fields("text", "question", max_length=500))
    locals().update(localized_fields("help", "help", max_length=500, blank=True))
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("picture"),
    )
    locals().update(
        localized_fields("picture_text", "what the picture shows", max_length=250, blank=True)
    )
    is_required = models.BooleanField(_("required"), default=True)
    random_order = models.BooleanField(
        _("options in random order"),
        default=False,
        help_text=_("Each reader sees them in another order, so that the first has no advantage."),
    )
    choices_from = models.PositiveSmallIntegerField(_("at least"), null=True, blank=True)
    choices_to = models.PositiveSmallIntegerField(_("at most"), null=True, blank=True)
    scale_from = models.SmallIntegerField(_("scale from"), default=1)
    scale_to = models.SmallIntegerField(_("scale to"), default=5)
    locals().update(localized_fields("low", "the low end means", max_length=80, blank=True))
    locals().update(localized_fields("high", "the high end means", max_length=80, blank=True))
    text_limit = models.PositiveSmallIntegerField(_("characters at most"), default=1000)
    shown_if = models.ForeignKey(
        "surveys.SurveyOption",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="shows",
        verbose_name=_("only for those who chose"),
    )
    results_shown = models.CharField(
        _("results"),
        max_length=6,
        choices=QuestionResults.choices,
        default=QuestionResults.CLOSED,
        help_text=_("Counts where the survey shows results question by question."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["survey", "key"], name="survey_question_key_once"),
            models.CheckConstraint(
                condition=Q(scale_to__gt=F("scale_from"))
                & Q(scale_from__gte=0)
                & Q(scale_to__lte=10),
                name="survey_scale_in_order",
            ),
            models.CheckConstraint(
                condition=Q(choices_from__isnull=True)
                | Q(choices_to__isnull=True)
                | Q(choices_to__gte=F("choices_from")),
                name="survey_choices_in_order",
            ),
            models.CheckConstraint(
                condition=Q(text_limit__gt=0) & Q(text_limit__lte=TEXT_LIMIT),
                name="survey_text_has_limit",
            ),
            models.CheckConstraint(
                condition=Q(picture__isnull=True) | ~Q(picture_text_kk=""),
                name="survey_picture_is_told",
            ),
        ]

    def __str__(self) -> str:
        return self.localized("text")


class SurveyOption(LocalizedMixin, models.Model):
    """One possible answer."""

    question = models.ForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="options")
    key = models.SlugField()
    locals().update(localized_fields("text", "answer", max_length=300))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="survey_option_key_once"),
        ]

    def __str__(self) -> str:
        return self.localized("text")


class SurveyRow(LocalizedMixin, models.Model):
    """One row of a matrix: what is judged by the options."""

    question = models.ForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="rows")
    key = models.SlugField()
    locals().update(localized_fields("text", "row", max_length=300))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="survey_row_key_once"),
        ]

    def __str__(self) -> str:
        return self.localized("text")
