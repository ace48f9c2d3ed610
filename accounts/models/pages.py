"""The public page on which an agency asks for access."""

import uuid

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.forms.models import AbstractFormField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from core.pages import BasePage


class AccessFormField(AbstractFormField):
    """One more field of the request for access, added by editors."""

    page = ParentalKey(
        "accounts.AccessFormPage", on_delete=models.CASCADE, related_name="form_fields"
    )


class AccessFormPage(RoutablePageMixin, BasePage):
    """Where an agency asks for access: the official letter and the persons responsible."""

    intro = RichTextField(_("introduction"), blank=True)
    thanks = RichTextField(_("after sending"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        FieldPanel("thanks"),
        InlinePanel("form_fields", label=_("More fields")),
    ]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("request for agency access")

    @path("")
    def serve_form(self, request: HttpRequest) -> HttpResponse:
        """The form itself."""
        from accounts.access import views

        return views.access_form(request, self)

    @path("sent/<uuid:public_id>/", name="sent")
    def serve_sent(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        """The request is with the operator."""
        from accounts.access import views

        return views.access_sent(request, self, public_id)
