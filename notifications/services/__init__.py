"""Verbs of notices, following, reaching and delivering, one file a theme."""

from notifications.services.announcing import announce
from notifications.services.following import follow, pace_set, unfollow
from notifications.services.noticing import notice_write, notices_mark_read
from notifications.services.reaching import (
    channels_set,
    email_confirm,
    email_drop,
    email_want,
    quiet_set,
    reach_of,
    stop_all,
    stop_end,
)

__all__ = [
    "announce",
    "channels_set",
    "email_confirm",
    "email_drop",
    "email_want",
    "follow",
    "notice_write",
    "notices_mark_read",
    "pace_set",
    "quiet_set",
    "reach_of",
    "stop_all",
    "stop_end",
    "unfollow",
]
