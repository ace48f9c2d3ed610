"""The button "Follow" on a page: ``{% follow_button "survey" page.survey.key %}``."""

from typing import Any

from django import template

from accounts.readers import reader_of
from notifications.selectors import follow_view

register = template.Library()


@register.inclusion_tag("components/follow.html", takes_context=True)
def follow_button(context: Any, kind: str, key: str) -> dict[str, Any]:
    """A way to follow, or to let go; for visitors a way to sign in, the same for all of them."""
    request = context["request"]
    return {
        "follow": follow_view(reader_of(request), kind, key),
        "back": request.path,
        "csrf_token": context.get("csrf_token"),
    }
