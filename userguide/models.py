"""The user guide: an index and its chapters."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from django.db import models

from core.blocks import BODY_BLOCKS
from core.fields import SlimStreamField
from core.pages import BasePage


class GuideIndexPage(BasePage):
    """Contents of the guide."""

    intro = RichTextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["userguide.GuidePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("user guide")


class GuidePage(BasePage):
    """One chapter."""

    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = SlimStreamField(BODY_BLOCKS, verbose_name=_("text"))

    content_panels = [*BasePage.content_panels, FieldPanel("summary"), FieldPanel("body")]
    parent_page_types = ["userguide.GuideIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("chapter of the guide")
