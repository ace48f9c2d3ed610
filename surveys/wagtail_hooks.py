"""Surveys in the CMS: addresses and menu of the desk."""

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from surveys.desk import urls


@hooks.register("register_admin_urls")
def survey_urls() -> list[Any]:
    """``/cms/surveys/`` and below."""
    return list(urls.urlpatterns)


@hooks.register("insert_global_admin_css")
def survey_css() -> str:
    """Styles of the surveys' desk."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/surveys.css"))


def _register_item(item: MenuItem) -> None:
    hooks.register("register_admin_menu_item", lambda: item)


for _item in urls.menu_items:
    _register_item(_item)
