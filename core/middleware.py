"""The reader's language, for pages only."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

# Addresses that have no language in front and never get one.
WITHOUT_LANGUAGE = (
    "/api/",
    "/cms/",
    "/documents/",
    "/media/",
    "/static/",
    "/accounts/",
    "/captcha/",
)


class PageLocaleMiddleware(LocaleMiddleware):
    """Django's, but a 404 of the API stays one.

    Django sends what it doesn't find to the same address under a language; there the page tree
    takes any address, so a program asking for nothing would be sent around to an HTML page.
    """

    def process_request(self, request: HttpRequest) -> None:
        """No address has a zero byte in it, and PostgreSQL takes none in a text."""
        super().process_request(request)
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        """Add language headers; redirect addresses of pages only."""
        if not request.path_info.startswith(WITHOUT_LANGUAGE):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response
