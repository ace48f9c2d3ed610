"""Conferences in the CMS: addresses and menu of the desk, the console and the reports.

Each part keeps its own ``urlpatterns`` (and, if it has one, ``menu_items``) in its ``urls``; a part
that isn't there adds nothing.
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html

from wagtail import hooks
from wagtail.admin.menu import MenuItem

# Fixed words stand before the key of a conference: the desk comes last.
PARTS = ("conferences.reports_desk", "conferences.console", "conferences.desk")


def _urls_of(part: str) -> ModuleType | None:
    known = find_spec(part) and find_spec(f"{part}.urls")
    return import_module(f"{part}.urls") if known else None


def _parts() -> list[ModuleType]:
    return [module for part in PARTS if (module := _urls_of(part)) is not None]


@hooks.register("register_admin_urls")
def conference_urls() -> list[Any]:
    """``/cms/conferences/`` and below."""
    return [pattern for part in _parts() for pattern in part.urlpatterns]


def _register_item(item: MenuItem) -> None:
    hooks.register("register_admin_menu_item", lambda: item)


for _part in _parts():
    for _item in getattr(_part, "menu_items", ()):
        _register_item(_item)


@hooks.register("insert_global_admin_css")
def conference_css() -> str:
    """Styles of the conferences' desks."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/conferences.css"))
