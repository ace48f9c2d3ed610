"""Pages that speak with NCALayer, the program for digital signatures on the reader's computer."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse


def ncalayer_url() -> str:
    """Where browsers find it, for ``data-url``."""
    url: str = settings.NCALAYER_URL
    return url


def ncalayer_allow(response: HttpResponse) -> HttpResponse:
    """Let this page, and no other, open NCALayer's socket: the content security policy."""
    address = urlsplit(ncalayer_url())
    response._csp_update = {"connect-src": [f"{address.scheme}://{address.netloc}"]}  # type: ignore[attr-defined]
    return response
