"""Pages of conferences: the list in tabs, and the face of a conference in each language."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.forms.models import AbstractFormField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from accounts.faces import OwnFaceForm
from conferences.models.conference import Conference
from core.blocks import BODY_BLOCKS
from core.fields import SlimStreamField
from core.pages import BasePage, FacePage


class QuestionFormField(AbstractFormField):
    """One more field of the form for questions to one conference, in the page's language."""

    page = ParentalKey(
        "conferences.ConferencePage", on_delete=models.CASCADE, related_name="form_fields"
    )


class ConferencesIndexPage(RoutablePageMixin, BasePage):
    """All conferences in tabs: Active, Upcoming, Past."""

    intro = RichTextField(
        _("introduction"), blank=True, help_text=_("Two or three sentences above the list.")
    )

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["conferences.ConferencePage"]
    max_count_per_parent = 1
    template = "pages/conferences/index.html"

    class Meta:
        verbose_name = _("internet conferences")

    @path("")
    def active(self, request: HttpRequest) -> HttpResponse:
        """What goes on now."""
        return self._tab(request, "active")

    @path("upcoming/")
    def upcoming(self, request: HttpRequest) -> HttpResponse:
        """What is announced."""
        return self._tab(request, "upcoming")

    @path("past/")
    def past(self, request: HttpRequest) -> HttpResponse:
        """What is over."""
        return self._tab(request, "past")

    def _tab(self, request: HttpRequest, tab: str) -> HttpResponse:
        from conferences.listing import listing

        found = listing(self.url, tab, request.GET)
        response = self.render(request, context_overrides={"listing": found})
        response.status_code = found.status
        return response


class ConferencePage(RoutablePageMixin, FacePage):
    """Face of a conference in one language."""

    face_of = "conference"
    base_form_class = OwnFaceForm
    conference = models.ForeignKey(
        Conference,
        verbose_name=_("conference"),
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=_("Its times, speakers and questions are the same in each language."),
    )
    body = SlimStreamField(
        BODY_BLOCKS,
        verbose_name=_("description"),
        blank=True,
        help_text=_("What it is about and what people may ask."),
    )
    summary = SlimStreamField(
        BODY_BLOCKS,
        verbose_name=_("summary: what was decided"),
        blank=True,
        help_text=_("Write it when the answers are in. It stands above the questions."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("conference"),
        FieldPanel("body"),
        FieldPanel("summary"),
        InlinePanel("form_fields", label=_("More fields of the question form")),
    ]
    parent_page_types = ["conferences.ConferencesIndexPage"]
    subpage_types: list[str] = []
    template = "pages/conferences/conference.html"

    class Meta:
        verbose_name = _("internet conference")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "face_language"], name="conferencepage_one_a_language"
            ),
        ]

    @classmethod
    def hidden_ids(cls) -> set[int]:
        """Conferences that aren't announced yet."""
        waiting = cls.objects.filter(conference__announced_at__gt=timezone.now())
        return set(waiting.values_list("pk", flat=True))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Before it is announced there is nothing to see but for editors, in the preview."""
        if timezone.now() < self.conference.announced_at:
            raise Http404
        return super().serve(request, *args, **kwargs)

    @path("")
    def whole(self, request: HttpRequest) -> HttpResponse:
        """The conference; its players may be framed here and nowhere else."""
        from conferences.conference_page import players_allow

        response = self.render(request)
        return players_allow(response, response.context_data)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The conference and a page of its questions."""
        from conferences.conference_page import conference_view

        context = super().get_context(request, *args, **kwargs)
        return {**context, **conference_view(self, request)}

    @path("ask/")
    def ask(self, request: HttpRequest) -> HttpResponse:
        """The form for a question."""
        return self.ask_step(request, "question")

    @path("ask/<slug:step>/")
    def ask_step(self, request: HttpRequest, step: str) -> HttpResponse:
        """One step of it."""
        from conferences.asking.views import STEP_VIEWS

        if step not in STEP_VIEWS:
            raise Http404
        return STEP_VIEWS[step](request, self)
