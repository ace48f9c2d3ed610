"""Addresses and menu of the console, under ``/cms/``."""

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from accounts.readers import reader_of
from conferences.console import decisions, views
from conferences.console.reach import may_keep

CONSOLE = "conferences/<slug:key>/console/"
QUESTION = f"{CONSOLE}<int:number>/"


class ConsoleMenuItem(MenuItem):
    """Shown to whoever keeps a conference."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_keep(reader_of(request))


urlpatterns = [
    path("conferences/consoles/", views.consoles, name="conference_consoles"),
    path(CONSOLE, views.console, name="conference_console"),
    path(f"{CONSOLE}part/", views.part, name="conference_console_part"),
    path(f"{CONSOLE}queue/", views.queue, name="conference_console_queue"),
    path(f"{QUESTION}place/", views.place, name="conference_console_place"),
    path(f"{QUESTION}merge/", decisions.merge, name="conference_console_merge"),
    path(f"{QUESTION}hide/", decisions.hide, name="conference_console_hide"),
]
menu_items = [
    ConsoleMenuItem(
        _("Conferences live"),
        reverse_lazy("conference_consoles"),
        name="conference-consoles",
        icon_name="group",
        order=130,
    )
]
