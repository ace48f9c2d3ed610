"""The button "Follow" on a page: ``{% follow_button "survey" page.survey.key %}``."""

from typing import Any
from urllib.parse import urlencode

from django import template

from accounts.readers import reader_of
from notifications.selectors import follow_view

register = template.Library()


@register.inclusion_tag("components/follow.html", takes_context=True)
def follow_button(
    context: Any, kind: str, key: str, label: str = "", back: str = ""
) -> dict[str, Any]:
    """A way to follow, or to let go; for visitors a way to sign in, the same for all of them.

    ``label`` says what the button follows where the page is about more than one thing. ``back`` is
    where it leads afterwards: this page, with what its address must say beside its path.
    """
    request = context["request"]
    return {
        "follow": follow_view(reader_of(request), kind, key),
        "label": label,
        "back": back or request.path,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def back_with(context: Any, name: str, value: str) -> str:
    """The address of this page with one of its choices only."""
    return f"{context['request'].path}?{urlencode({name: value})}"
