"""Verbs of notices, following, reaching and delivering, one file a theme."""

from notifications.services.noticing import notice_write, notices_mark_read

__all__ = ["notice_write", "notices_mark_read"]
