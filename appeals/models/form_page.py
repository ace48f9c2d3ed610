"""The application form page: editors add fields, for all agencies or for one."""

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.models import AbstractFormField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from agencies.models import Agency
from core.pages import BasePage


class AppealFormField(AbstractFormField):
    """One more field of the form: everywhere, or only for applications to one agency."""

    page = ParentalKey(
        "appeals.AppealFormPage", on_delete=models.CASCADE, related_name="form_fields"
    )
    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        verbose_name=_("only for this agency"),
    )

    panels = [FieldPanel("agency"), *AbstractFormField.panels]


class AppealFormPage(RoutablePageMixin, BasePage):
    """Where a citizen writes an application, step by step. One in each language."""

    intro = RichTextField(_("introduction"), blank=True)
    signing_note = RichTextField(_("about signing"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("intro"), FieldPanel("signing_note")], heading=_("Words")),
        InlinePanel("form_fields", label=_("More fields")),
    ]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("application form")

    @path("", name="choose")
    def serve_choice(self, request: HttpRequest) -> HttpResponse:
        """Choose whom to write to."""
        from appeals.apply import views

        return views.choose_office(request, self)

    @path("done/<str:number>/", name="done")
    def serve_done(self, request: HttpRequest, number: str) -> HttpResponse:
        """The receipt."""
        from appeals.apply import views

        return views.done(request, self, number)

    @path("<slug:office>/", name="start")
    @path("<slug:office>/<slug:step>/", name="step")
    def serve_step(self, request: HttpRequest, office: str, step: str = "start") -> HttpResponse:
        """One step of the form."""
        from appeals.apply.steps import STEP_VIEWS

        if step not in STEP_VIEWS:
            raise Http404
        return STEP_VIEWS[step](request, self, office)
