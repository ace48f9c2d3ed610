"""The desks' places in the CMS."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from accounts.models import RoleKind
from accounts.readers import reader_of
from appeals.desk import bulk, head, listing, operator, views
from appeals.desk.answer_page import desk_answer, desk_answer_file, moderator_answer_file
from appeals.desk.panels import DeskPanel
from appeals.desk.signing import desk_sign
from appeals.modeladmin import AnswerTemplateAdmin
from appeals.permissions import WORKERS
from appeals.reports import hooks as reports_hooks  # noqa: F401 - registers the reports


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    """Addresses of the desks. Fixed words stand before the number, which takes anything."""
    return [
        path("applications/", listing.desk, name="appeals_desk"),
        path("applications/assign/", bulk.desk_assign, name="appeals_desk_assign"),
        path("applications/head/", head.head_desk, name="appeals_desk_head"),
        path("operator/", operator.operator_desk, name="appeals_operator"),
        path(
            "operator/decide/<str:number>/",
            operator.operator_settle,
            name="appeals_operator_settle",
        ),
        path("operator/<slug:name>/", operator.operator_list, name="appeals_operator_list"),
        path("applications/<str:number>/", views.desk_item, name="appeals_desk_item"),
        path(
            "applications/<str:number>/identity/",
            views.desk_identity,
            name="appeals_desk_identity",
        ),
        path("applications/<str:number>/sign/", desk_sign, name="appeals_desk_sign"),
        path("applications/<str:number>/answer/", desk_answer, name="appeals_desk_answer"),
        path(
            "applications/<str:number>/answer/files/<uuid:file_id>/",
            desk_answer_file,
            name="appeals_desk_answer_file",
        ),
        path(
            "applications/<str:number>/answers/files/<uuid:file_id>/",
            moderator_answer_file,
            name="appeals_moderator_answer_file",
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


class HeadMenuItem(MenuItem):
    """Shown to heads only."""

    def is_shown(self, request: HttpRequest) -> bool:
        """The reader heads an agency now."""
        return bool(reader_of(request).agencies_as(RoleKind.HEAD))


@hooks.register("register_admin_menu_item")
def head_menu_item() -> MenuItem:
    """The first thing a head needs."""
    return HeadMenuItem(_("Head's desk"), reverse("appeals_desk_head"), icon_name="user", order=0)


class OperatorMenuItem(MenuItem):
    """Shown to operators only."""

    def is_shown(self, request: HttpRequest) -> bool:
        """The reader is an operator now."""
        return reader_of(request).has(RoleKind.OPERATOR)


@hooks.register("register_admin_menu_item")
def operator_menu_item() -> MenuItem:
    """The first thing an operator needs."""
    url = reverse("appeals_operator")
    return OperatorMenuItem(_("Operator's desk"), url, icon_name="view", order=0)


@hooks.register("construct_homepage_panels")
def desk_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Their numbers on the first page of the CMS."""
    panels.append(DeskPanel())


@hooks.register("insert_global_admin_css")
def desk_css() -> str:
    """Styles of our desks."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/desk.css"))


modeladmin_register(AnswerTemplateAdmin)
