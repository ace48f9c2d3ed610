"""The user guide: an index and its chapters."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from core.blocks import BODY_BLOCKS
from core.fields import SlimStreamField
from core.pages import BasePage


class GuideIndexPage(BasePage):
    """Contents of the guide."""

    intro = RichTextField(
        _("introduction"), blank=True, help_text=_("Two or three sentences above the contents.")
    )

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["userguide.GuidePage"]
    max_count_per_parent = 1
    template = "pages/userguide/index.html"

    class Meta:
        verbose_name = _("user guide")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The contents."""
        from userguide.selectors import contents_of

        context = super().get_context(request, *args, **kwargs)
        return {**context, "contents": contents_of(self)}


class GuidePage(BasePage):
    """One chapter."""

    summary = models.CharField(
        _("in one sentence"),
        max_length=300,
        blank=True,
        help_text=_("Stands in the contents under the title."),
    )
    body = SlimStreamField(
        BODY_BLOCKS,
        verbose_name=_("text"),
        help_text=_("Short paragraphs. Use numbered steps for what people do."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("summary"), FieldPanel("body")]
    parent_page_types = ["userguide.GuideIndexPage"]
    subpage_types: list[str] = []
    template = "pages/userguide/chapter.html"

    class Meta:
        verbose_name = _("chapter of the guide")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The contents as seen from this chapter."""
        from userguide.selectors import contents_of

        context = super().get_context(request, *args, **kwargs)
        index = self.get_parent()
        return {**context, "contents": contents_of(index, self), "index": index}
