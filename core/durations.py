"""How long until something, in words for people: the largest unit that still says enough."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def time_left(until: datetime, now: datetime | None = None) -> str:
    """``5 days``, ``3 hours``, ``20 minutes``; empty when the moment has passed."""
    left = until - (now or timezone.now())
    if left <= timedelta(0):
        return ""
    minutes, hours = left // timedelta(minutes=1), left // timedelta(hours=1)
    if left >= timedelta(days=2):
        return ngettext("%(count)s day", "%(count)s days", left.days) % {"count": left.days}
    if hours >= 1:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    if minutes >= 1:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    return _("less than a minute")
