"""Notices in the CMS: their words and the rules of sending, under the settings."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.models import RoleKind
from accounts.readers import reader_of
from notifications.desk.urls import urlpatterns


class OperatorItem(MenuItem):
    """Shown to operators while their role lasts."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By the roles of this moment."""
        return reader_of(request).has(RoleKind.OPERATOR)


@hooks.register("register_admin_urls")
def notice_urls() -> list[URLPattern]:
    """``/cms/notices/`` and below."""
    return urlpatterns


@hooks.register("register_settings_menu_item")
def notice_menu_item() -> MenuItem:
    """One way in; the rules are linked from there."""
    address = reverse_lazy("notices_wordings")
    return OperatorItem(_("Words of notices"), address, name="notices", icon_name="mail", order=840)


@hooks.register("insert_global_admin_css")
def notice_css() -> str:
    """Styles of this desk."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/notices.css"))
