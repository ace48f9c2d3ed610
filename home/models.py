"""The home page and the plain pages beside it."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from conferences.models import ConferenceQuestion
from core.blocks import BODY_BLOCKS
from core.fields import SlimStreamField
from core.pages import BasePage
from signing.models import Draft


class HomePage(BasePage):
    """The front door in one language."""

    template = "pages/home/home_page.html"
    lead = models.CharField(_("what this is, in one sentence"), max_length=300)
    intro = RichTextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("intro")]
    subpage_types = [
        "executives.BlogsIndexPage",
        "appeals.AppealFormPage",
        "conferences.ConferencesIndexPage",
        "surveys.SurveysIndexPage",
        "userguide.GuideIndexPage",
        "home.PlainPage",
        "accounts.AccessFormPage",
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Figures, newest answers, what is open now."""
        from home.front import front

        return {**super().get_context(request, *args, **kwargs), "front": front()}


class PlainPage(BasePage):
    """A page of text: about, accessibility, open data."""

    template = "pages/home/plain_page.html"
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = SlimStreamField(BODY_BLOCKS, verbose_name=_("text"))

    content_panels = [*BasePage.content_panels, FieldPanel("summary"), FieldPanel("body")]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("plain page")


class QuestionApplication(models.Model):
    """That an author makes an application of a question to a conference.

    It goes with the draft: whoever throws that away may begin anew. Once the draft is sent, its
    payload is the application's. Nobody but the author learns of this row as such.
    """

    question = models.OneToOneField(
        ConferenceQuestion, on_delete=models.PROTECT, related_name="application"
    )
    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="question")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.question_id}"
