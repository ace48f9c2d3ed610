"""Addresses of the editors' desk. Fixed words stand before the key of a conference."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from accounts.readers import reader_of
from conferences.desk.editing import conference_edit, conference_new
from conferences.desk.entry import may_see
from conferences.desk.item import conference_item
from conferences.desk.listing import desk
from conferences.desk.rules import rules_page


class DeskMenuItem(MenuItem):
    """Shown to those who have something to do there."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By the roles of this moment."""
        return may_see(reader_of(request))


urlpatterns: list[URLPattern] = [
    path("conferences/", desk, name="conferences_desk"),
    path("conferences/new/", conference_new, name="conferences_desk_new"),
    path("conferences/rules/", rules_page, name="conferences_desk_rules"),
    path("conferences/<slug:key>/", conference_item, name="conferences_desk_item"),
    path("conferences/<slug:key>/edit/", conference_edit, name="conferences_desk_edit"),
]
menu_items: list[MenuItem] = [
    DeskMenuItem(
        _("Internet conferences"),
        reverse_lazy("conferences_desk"),
        name="conferences",
        icon_name="calendar-alt",
        order=120,
    )
]
