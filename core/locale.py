"""Language by the address, except where an address has no language."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware

NEUTRAL = ("/api/", "/cms/", "/accounts/", "/static/", "/media/", "/documents/", "/captcha/")


class SiteLocaleMiddleware(LocaleMiddleware):
    """Django offers ``/kk/<path>`` for any 404; that would hide a missing API or CMS address."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """A 404 at a neutral address stays a 404."""
        if response.status_code == 404 and request.path.startswith(NEUTRAL):
            return response
        return super().process_response(request, response)
