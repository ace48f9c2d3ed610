"""The app registry entry of ``notifications``."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notices to people."""

    name = "notifications"
