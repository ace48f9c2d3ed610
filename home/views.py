"""Views of the rooms' meeting place."""

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import get_language_from_request


def root_redirect(request: HttpRequest) -> HttpResponseRedirect:
    """``/`` leads to the reader's language."""
    return HttpResponseRedirect(f"/{get_language_from_request(request)[:2]}/")
