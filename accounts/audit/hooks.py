"""The audit's place in the CMS; ``accounts.wagtail_hooks`` imports it."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.audit import views
from accounts.readers import reader_of


@hooks.register("register_admin_urls")
def audit_urls() -> list[URLPattern]:
    """Addresses of the audit."""
    return [
        path("audit/", views.audit, name="accounts_audit"),
        path("audit/export/", views.audit_export, name="accounts_audit_export"),
        path("audit/<str:kind>/<str:key>/", views.audit_object, name="accounts_audit_object"),
    ]


class AuditMenuItem(MenuItem):
    """Shown to auditors and operators only."""

    def is_shown(self, request: HttpRequest) -> bool:
        """The reader may audit now."""
        return views.may_audit(reader_of(request))


@hooks.register("register_admin_menu_item")
def audit_menu_item() -> MenuItem:
    """Below the registries."""
    address = reverse_lazy("accounts_audit")
    return AuditMenuItem(_("Audit"), address, icon_name="history", order=850)


@hooks.register("insert_global_admin_css")
def audit_css() -> str:
    """Styles of the audit."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/audit.css"))
