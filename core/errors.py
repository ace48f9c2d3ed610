"""Refusals every face knows how to show: pages at the field, the API as a problem document."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A rule said no.

    ``message`` is for people, in the reader's language; ``code`` is stable, for programs and
    logs; ``status`` is the HTTP status an API answers with.
    """

    status = 409

    def __init__(self, message: str | Promise, *, code: str = "refused") -> None:
        super().__init__(code)
        self.message = message
        self.code = code


class NotAllowed(Refused):
    """The person's role doesn't allow this."""

    status = 403

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__(message or _("Your role doesn't allow this."), code="not_allowed")


class TooMany(Refused):
    """A rate limit is used up. ``retry_after`` is in seconds."""

    status = 429

    def __init__(self, retry_after: int, message: str | Promise | None = None) -> None:
        super().__init__(
            message or _("Too many tries. Please wait a little and try again."), code="too_many"
        )
        self.retry_after = retry_after
