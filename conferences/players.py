"""Links to broadcasts and recordings: which are taken, and which may play on the page itself."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conferences.models import ConferenceRules

_https = URLValidator(schemes=["https"])


def host_of(url: str) -> str:
    """The host of an address, lower case; empty when it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def plays_here(url: str, rules: ConferenceRules) -> bool:
    """The page may embed it: its very host is on the list. Anything else is shown as a link."""
    return host_of(url) in rules.players


def link_fault(url: str) -> str | Promise:
    """Why an address isn't taken; empty when it is, or when there is none."""
    if not url:
        return ""
    try:
        _https(url)
        parts = urlsplit(url)
    except (ValidationError, ValueError):
        return _("Give a whole address that begins with https://.")
    if parts.username or parts.password:
        return _("An address with a name and a password in it isn't for everybody.")
    return ""
