"""Surveys: language-neutral rows with keys, times and constraints; pages as faces."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from accounts.faces import OwnFaceForm
from agencies.models import Agency
from core.blocks import BODY_BLOCKS
from core.fields import SlimStreamField
from core.localized import LocalizedMixin, localized_fields
from core.pages import BasePage, FacePage


class ResultsShown(models.TextChoices):
    """When results may be seen; fixed before opening."""

    LIVE = "live", _("all the time")
    VOTED = "voted", _("after voting")
    CLOSED = "closed", _("after closing")


class Survey(LocalizedMixin, models.Model):
    """One survey of a state body. Its phase follows the clock."""

    key = models.SlugField(_("key"), unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="surveys")
    locals().update(localized_fields("title", "title", max_length=250))
    locals().update(localized_fields("plan", "what we will do with it"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    results_shown = models.CharField(
        _("results"), max_length=6, choices=ResultsShown.choices, default=ResultsShown.CLOSED
    )
    participants = models.PositiveIntegerField(default=0, editable=False)
    legacy_id = models.PositiveIntegerField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-opens_at"]
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="survey_closes_after_opening"
            ),
            models.CheckConstraint(condition=~Q(plan_kk=""), name="survey_has_plan"),
        ]

    def __str__(self) -> str:
        return self.localized("title")


class SurveyQuestion(LocalizedMixin, models.Model):
    """One question of a survey, known by a stable key."""

    class Kind(models.TextChoices):
        """How it is answered."""

        ONE = "one", _("one of many")
        MANY = "many", _("several of many")
        SCALE = "scale", _("scale")
        TEXT = "text", _("free text")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField()
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.ONE)
    locals().update(localized_fields("text", "question", max_length=500))
    is_required = models.BooleanField(_("required"), default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "key"], name="survey_question_key_once"),
        ]

    def __str__(self) -> str:
        return self.localized("text")


class SurveyOption(LocalizedMixin, models.Model):
    """One possible answer. ``votes`` is the published count."""

    question = models.ForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="options")
    key = models.SlugField()
    locals().update(localized_fields("text", "answer", max_length=300))
    order = models.PositiveSmallIntegerField(default=0)
    votes = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="survey_option_key_once"),
        ]

    def __str__(self) -> str:
        return self.localized("text")


class SurveysIndexPage(RoutablePageMixin, BasePage):
    """All surveys in tabs: Active, Upcoming, Past."""

    intro = RichTextField(
        _("introduction"), blank=True, help_text=_("Two or three sentences above the list.")
    )

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["surveys.SurveyPage"]
    max_count_per_parent = 1
    template = "pages/surveys/index.html"

    class Meta:
        verbose_name = _("surveys")

    @path("")
    def active(self, request: HttpRequest) -> HttpResponse:
        """Where people may vote now."""
        return self._tab(request, "active")

    @path("upcoming/")
    def upcoming(self, request: HttpRequest) -> HttpResponse:
        """What opens later."""
        return self._tab(request, "upcoming")

    @path("past/")
    def past(self, request: HttpRequest) -> HttpResponse:
        """What is over, with results."""
        return self._tab(request, "past")

    def _tab(self, request: HttpRequest, tab: str) -> HttpResponse:
        from surveys.listing import listing

        cursor = request.GET.get("cursor", "")[:400]
        return self.render(request, context_overrides={"listing": listing(self.url, tab, cursor)})


class SurveyPage(FacePage):
    """Face of a survey in one language."""

    face_of = "survey"
    base_form_class = OwnFaceForm
    survey = models.ForeignKey(
        Survey,
        verbose_name=_("survey"),
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=_("Its questions, times and votes are the same in each language."),
    )
    body = SlimStreamField(
        BODY_BLOCKS,
        verbose_name=_("description"),
        blank=True,
        help_text=_("Why you ask and what people should know before they answer."),
    )
    conclusion = SlimStreamField(
        BODY_BLOCKS,
        verbose_name=_("what we did with it"),
        blank=True,
        help_text=_("Write it when the survey is over. It stands above the results."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("survey"),
        FieldPanel("body"),
        FieldPanel("conclusion"),
    ]
    parent_page_types = ["surveys.SurveysIndexPage"]
    subpage_types: list[str] = []
    template = "pages/surveys/survey.html"

    class Meta:
        verbose_name = _("survey")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "face_language"], name="surveypage_one_a_language"
            ),
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The survey with its questions, and results by its own rule."""
        from surveys.listing import survey_view

        return {**super().get_context(request, *args, **kwargs), **survey_view(self)}
