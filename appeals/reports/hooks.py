"""The reports' place in the CMS; ``appeals.wagtail_hooks`` imports it."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.readers import reader_of
from appeals.reports import views
from appeals.reports.selectors import agencies_for


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """Addresses of the reports; Wagtail's own reports keep the addresses below theirs."""
    return [
        path("reports/", views.report, name="appeals_report"),
        path("reports/export/", views.report_export, name="appeals_report_export"),
    ]


class ReportMenuItem(MenuItem):
    """Shown to those who have reports to read."""

    def is_shown(self, request: HttpRequest) -> bool:
        """The reader works for a body, or oversees all of them."""
        return agencies_for(reader_of(request)) is not None


@hooks.register("register_admin_menu_item")
def report_menu_item() -> MenuItem:
    """After the desks."""
    address = reverse_lazy("appeals_report")
    return ReportMenuItem(_("Figures"), address, name="figures", icon_name="table", order=2)


@hooks.register("insert_global_admin_css")
def report_css() -> str:
    """Styles of the reports."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/reports.css"))
