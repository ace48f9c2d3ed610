"""Moderation in the CMS: addresses, menu, home, registries."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail_modeladmin.options import modeladmin_register

from moderation.modeladmin import DeskRulesAdmin, GroundAdmin, WorkflowRouteAdmin
from moderation.panels import home_panels_replace
from moderation.permissions import may_see_queue
from moderation.views import (
    ClaimView,
    DecidedPage,
    DecidedView,
    FiguresView,
    ItemPage,
    NextView,
    ObjectionPage,
    ObjectionsView,
    QueueView,
    ReadingPage,
    ReadingsView,
)
from moderation.words_admin import ScreenWordAdmin


class ModerationMenuItem(MenuItem):
    """Shown to moderators while their role lasts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_queue(request)


@hooks.register("register_admin_urls")
def moderation_urls() -> list[URLResolver]:
    """``/cms/moderation/`` and below."""
    patterns = [
        path("", QueueView.as_view(), name="queue"),
        path("results/", QueueView.as_view(results_only=True), name="queue_results"),
        path("next/", NextView.as_view(), name="next"),
        path("<int:pk>/", ItemPage.as_view(), name="item"),
        path("<int:pk>/claim/", ClaimView.as_view(), name="claim"),
        path("objections/", ObjectionsView.as_view(), name="objections"),
        path(
            "objections/results/",
            ObjectionsView.as_view(results_only=True),
            name="objections_results",
        ),
        path("objections/<int:pk>/", ObjectionPage.as_view(), name="objection"),
        path("readings/", ReadingsView.as_view(), name="readings"),
        path("readings/results/", ReadingsView.as_view(results_only=True), name="readings_results"),
        path("readings/<int:pk>/", ReadingPage.as_view(), name="reading"),
        path("decided/", DecidedView.as_view(), name="decided"),
        path("decided/results/", DecidedView.as_view(results_only=True), name="decided_results"),
        path("decided/<int:pk>/", DecidedPage.as_view(), name="decided_item"),
        path("figures/", FiguresView.as_view(), name="figures"),
    ]
    return [path("moderation/", include((patterns, "moderation"), namespace="moderation"))]


@hooks.register("register_admin_menu_item")
def moderation_menu_item() -> MenuItem:
    """High in the menu: it is a moderator's daily work."""
    return ModerationMenuItem(
        _("Moderation"),
        reverse_lazy("moderation:queue"),
        name="moderation",
        icon_name="clipboard-list",
        order=110,
    )


# Last, so that it finds the panels of everybody else.
@hooks.register("construct_homepage_panels", order=900)
def moderation_home_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Figures instead of lists."""
    home_panels_replace(panels)


def _register(*admins: Any) -> None:
    for admin in admins:
        modeladmin_register(admin)


_register(GroundAdmin, WorkflowRouteAdmin, DeskRulesAdmin, ScreenWordAdmin)
