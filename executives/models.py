"""The page tree of blogs: index, agency, executive, posts."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from accounts.faces import OwnFaceForm
from agencies.models import Agency, Office
from core.blocks import BODY_BLOCKS
from core.fields import SlimStreamField
from core.pages import BasePage, FacePage


class BlogsIndexPage(BasePage):
    """All blogs, agencies by group."""

    intro = RichTextField(
        _("introduction"), blank=True, help_text=_("Two or three sentences above the list.")
    )

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["executives.AgencyPage"]
    max_count_per_parent = 1
    template = "pages/executives/index.html"

    class Meta:
        verbose_name = _("blogs")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Agencies by group, narrowed by the words asked for."""
        from executives.selectors import groups_of

        query = " ".join(request.GET.get("q", "").split())[:100]
        context = super().get_context(request, *args, **kwargs)
        return {**context, "groups": groups_of(self, query), "query": query}


class AgencyPage(FacePage):
    """Face of an agency in one language."""

    face_of = "agency"
    base_form_class = OwnFaceForm
    agency = models.ForeignKey(
        Agency,
        verbose_name=_("agency"),
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=_("Name, topics and whether applications are open come from the registry."),
    )
    body = SlimStreamField(BODY_BLOCKS, verbose_name=_("about the agency"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("agency"), FieldPanel("body")]
    parent_page_types = ["executives.BlogsIndexPage"]
    subpage_types = ["executives.ExecutivePage"]
    template = "pages/executives/agency.html"

    class Meta:
        verbose_name = _("agency page")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "face_language"], name="agencypage_one_a_language"
            ),
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The agency with its executives."""
        from executives.selectors import agency_view

        context = super().get_context(request, *args, **kwargs)
        return {**context, "agency": agency_view(self)}


class ExecutivePage(RoutablePageMixin, FacePage):
    """Blog of an executive in one language: the face of an office, not of a person."""

    face_of = "office"
    base_form_class = OwnFaceForm
    office = models.ForeignKey(
        Office,
        verbose_name=_("office"),
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=_("Who holds it now comes from the registry of tenures."),
    )
    portrait = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Of the person who holds the office now. Without it initials are shown."),
    )
    welcome = SlimStreamField(
        BODY_BLOCKS,
        verbose_name=_("welcome"),
        blank=True,
        help_text=_("What people may write about, in your own words."),
    )
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
    template = "pages/executives/executive.html"

    class Meta:
        verbose_name = _("blog of an executive")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "face_language"], name="executivepage_one_a_language"
            ),
        ]

    @path("")
    def welcome_tab(self, request: HttpRequest) -> HttpResponse:
        """Who this is and how to write."""
        return self._tab(request, "", {})

    @path("posts/")
    def posts_tab(self, request: HttpRequest) -> HttpResponse:
        """Posts, the newest first."""
        from executives import blog

        return self._tab(request, "posts", blog.posts_tab(self, _cursor(request)))

    @path("biography/")
    def biography_tab(self, request: HttpRequest) -> HttpResponse:
        """The life of whoever holds the office now."""
        return self._tab(request, "biography", {})

    @path("applications/")
    def applications_tab(self, request: HttpRequest) -> HttpResponse:
        """Published applications, with a search."""
        from executives import blog

        query = request.GET.get("q", "")
        return self._tab(
            request, "applications", blog.applications_tab(self, query, _cursor(request))
        )

    @path("archive/")
    def archive_tab(self, request: HttpRequest) -> HttpResponse:
        """Earlier heads."""
        from executives import blog

        return self._tab(request, "archive", blog.archive_tab(self))

    @path("archive/<int:tenure_id>/")
    def tenure_tab(self, request: HttpRequest, tenure_id: int) -> HttpResponse:
        """Applications answered under an earlier head."""
        from executives import blog

        shown = blog.tenure_tab(self, tenure_id, _cursor(request))
        return self._tab(request, "archive", shown)

    def _tab(self, request: HttpRequest, tab: str, shown: dict[str, Any]) -> HttpResponse:
        from executives.blog import blog

        return self.render(
            request,
            context_overrides={**blog(self, tab), **shown},
            template=f"pages/executives/tabs/{tab or 'welcome'}.html",
        )


class PostPage(BasePage):
    """A post in a blog. ``posted_on`` is the day the reader sees."""

    posted_on = models.DateField(_("date"), help_text=_("The day that readers see."))
    summary = models.CharField(
        _("in one sentence"),
        max_length=300,
        blank=True,
        help_text=_("Stands in lists under the title."),
    )
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
    template = "pages/executives/post.html"

    class Meta:
        verbose_name = _("post")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The blog it belongs to."""
        from executives.selectors import executive_of

        parent = self.get_parent().specific
        context = super().get_context(request, *args, **kwargs)
        return {**context, "blog_page": parent, "executive": executive_of(parent)}


def _cursor(request: HttpRequest) -> str:
    return request.GET.get("cursor", "")[:400]
