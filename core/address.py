"""Whose address a request comes from, behind proxies of ours."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The reader's address, for rate limits.

    Each of our ``TRUSTED_PROXIES`` adds the address it was asked from at the end of
    ``X-Forwarded-For``; whatever stands before those is the reader's own claim.
    """
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        return forwarded[-settings.TRUSTED_PROXIES] or request.META.get("REMOTE_ADDR", "")
    return str(request.META.get("REMOTE_ADDR", ""))
