"""Pages of surveys: the list and the face of one survey in one language."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from accounts.faces import OwnFaceForm
from core.blocks import BODY_BLOCKS
from core.fields import SlimStreamField
from core.pages import BasePage, FacePage
from surveys.models.survey import Survey
from surveys.states import SurveyState


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


class SurveyPage(RoutablePageMixin, FacePage):
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

    @path("")
    def whole(self, request: HttpRequest) -> HttpResponse:
        """The survey: why, when, who, and what was answered."""
        return self.render(request)

    @path("answer/")
    def answer(self, request: HttpRequest) -> HttpResponse:
        """The form, a step at a time."""
        from surveys.voting.views import answer

        return answer(request, self, whole=False)

    @path("answer/all/")
    def answer_all(self, request: HttpRequest) -> HttpResponse:
        """The form on one page."""
        from surveys.voting.views import answer

        return answer(request, self, whole=True)

    @classmethod
    def hidden_ids(cls) -> set[int]:
        """Surveys that no moderator has approved."""
        waiting = cls.objects.exclude(survey__state=SurveyState.READY)
        return set(waiting.values_list("pk", flat=True))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Before it is approved there is nothing to see but for editors, in the preview."""
        if self.survey.state != SurveyState.READY:
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The survey with its questions, and results by its own rule."""
        from surveys.listing import survey_view

        return {**super().get_context(request, *args, **kwargs), **survey_view(self, request)}
