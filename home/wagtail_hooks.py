"""Requests about data in the CMS."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.models import RoleKind
from accounts.readers import reader_of
from home.datadesk.duty import duty_page
from home.datadesk.views import request_page, requests_page, unblock_act


class OperatorItem(MenuItem):
    """Shown to operators while their role lasts."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By the roles of this moment."""
        return reader_of(request).has(RoleKind.OPERATOR)


@hooks.register("register_admin_urls")
def data_urls() -> list[URLPattern]:
    """``/cms/data-requests/`` and below."""
    return [
        path("data-requests/", requests_page, name="data_requests"),
        path("data-requests/<int:pk>/", request_page, name="data_request"),
        path("data-requests/<int:pk>/unblock/", unblock_act, name="data_request_unblock"),
        path("data-requests/archive-duty/", duty_page, name="archive_duty"),
    ]


@hooks.register("register_admin_menu_item")
def data_menu_item() -> MenuItem:
    """Below the audit."""
    address = reverse_lazy("data_requests")
    return OperatorItem(
        _("Requests about data"), address, name="data-requests", icon_name="user", order=855
    )
