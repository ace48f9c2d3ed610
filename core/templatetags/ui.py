"""Tags that take plain values and return plain values."""

from django import template
from django.utils.safestring import SafeString, mark_safe

import nh3

from core.localized import localized as localized_text

register = template.Library()
TAGS = {"p", "h2", "h3", "ul", "ol", "li", "b", "strong", "i", "em", "a", "br", "section"}


@register.filter
def localized(obj: object, name: str) -> str:
    """The text ``name`` of a row in the reader's language."""
    return localized_text(obj, name) if obj else ""


@register.filter
def clean_html(html: str) -> SafeString:
    """HTML an operator wrote, reduced to plain formatting."""
    return mark_safe(nh3.clean(html, tags=TAGS))  # noqa: S308 - nh3 is the sanitiser
