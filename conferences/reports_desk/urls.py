"""Addresses and menu of the reported comments, under ``/cms/``."""

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from accounts.readers import reader_of
from conferences.reports_desk.rows import may_look
from conferences.reports_desk.views import CommentLook, ReportsView


class ReportsMenuItem(MenuItem):
    """Shown to whoever keeps a conference."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(reader_of(request))


urlpatterns = [
    path("conferences/reports/", ReportsView.as_view(), name="conference_reports"),
    path(
        "conferences/reports/results/",
        ReportsView.as_view(results_only=True),
        name="conference_reports_results",
    ),
    path("conferences/reports/<int:pk>/", CommentLook.as_view(), name="conference_comment_look"),
]
menu_items = [
    ReportsMenuItem(
        _("Reported comments"),
        reverse_lazy("conference_reports"),
        name="conference-reports",
        icon_name="warning",
        order=131,
    )
]
