"""The desks' places in the CMS."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.readers import reader_of
from appeals.desk import bulk, listing, views
from appeals.desk.answer_page import desk_answer, desk_answer_file
from appeals.desk.signing import desk_sign
from appeals.permissions import WORKERS


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    """Addresses of the desks. Fixed words stand before the number, which takes anything."""
    return [
        path("applications/", listing.desk, name="appeals_desk"),
        path("applications/assign/", bulk.desk_assign, name="appeals_desk_assign"),
        path("applications/<str:number>/", views.desk_item, name="appeals_desk_item"),
        path("applications/<str:number>/sign/", desk_sign, name="appeals_desk_sign"),
        path("applications/<str:number>/answer/", desk_answer, name="appeals_desk_answer"),
        path(
            "applications/<str:number>/answer/files/<uuid:file_id>/",
            desk_answer_file,
            name="appeals_desk_answer_file",
        ),
        path(
            "applications/<str:number>/files/<uuid:file_id>/",
            views.moderator_file,
            name="appeals_moderator_file",
        ),
    ]


class DeskMenuItem(MenuItem):
    """Shown to clerks and heads only."""

    def is_shown(self, request: HttpRequest) -> bool:
        """The reader works for an agency now."""
        return bool(reader_of(request).agencies_as(*WORKERS))


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    """The first thing a clerk needs."""
    return DeskMenuItem(_("Applications"), reverse("appeals_desk"), icon_name="mail", order=1)


@hooks.register("insert_global_admin_css")
def desk_css() -> str:
    """Styles of our desks."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/desk.css"))
