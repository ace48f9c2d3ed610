"""Quiet hours, in which nothing is sent to a person."""

from datetime import datetime, timedelta

from django.utils import timezone

from notifications.models import Reach


def quiet_end(reach: Reach, moment: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours it lies in.

    From ``quiet_from`` to before ``quiet_to``, hours of the day at the portal's time, over midnight
    if need be. Equal hours mean none.
    """
    local = timezone.localtime(moment)
    if not _is_quiet(reach, local.hour):
        return moment
    end = local.replace(hour=reach.quiet_to, minute=0, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)


def _is_quiet(reach: Reach, hour: int) -> bool:
    start, end = reach.quiet_from, reach.quiet_to
    return start <= hour < end if start <= end else hour >= start or hour < end
