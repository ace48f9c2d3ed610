"""The page tree of blogs: index, agency, executive, posts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from agencies.models import Agency, Office
from core.blocks import BODY_BLOCKS
from core.fields import SlimStreamField
from core.pages import BasePage, FacePage


class BlogsIndexPage(BasePage):
    """All blogs, agencies by group."""

    intro = RichTextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["executives.AgencyPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("blogs")


class AgencyPage(FacePage):
    """Face of an agency in one language."""

    face_of = "agency"
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="pages")
    body = SlimStreamField(BODY_BLOCKS, verbose_name=_("about the agency"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("agency"), FieldPanel("body")]
    parent_page_types = ["executives.BlogsIndexPage"]
    subpage_types = ["executives.ExecutivePage"]

    class Meta:
        verbose_name = _("agency page")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "face_language"], name="agencypage_one_a_language"
            ),
        ]


class ExecutivePage(FacePage):
    """Blog of an executive in one language: the face of an office, not of a person."""

    face_of = "office"
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="pages")
    portrait = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    welcome = SlimStreamField(BODY_BLOCKS, verbose_name=_("welcome"), blank=True)
    biography = SlimStreamField(BODY_BLOCKS, verbose_name=_("biography"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("office"),
        FieldPanel("portrait"),
        FieldPanel("welcome"),
        FieldPanel("biography"),
    ]
    parent_page_types = ["executives.AgencyPage"]
    subpage_types = ["executives.PostPage"]

    class Meta:
        verbose_name = _("blog of an executive")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "face_language"], name="executivepage_one_a_language"
            ),
        ]


class PostPage(BasePage):
    """A post in a blog. ``posted_on`` is the day the reader sees."""

    posted_on = models.DateField(_("date"))
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = SlimStreamField(BODY_BLOCKS, verbose_name=_("text"))
    legacy_id = models.PositiveIntegerField(null=True, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("posted_on"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    parent_page_types = ["executives.ExecutivePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("post")
