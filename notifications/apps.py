"""The app registry entry of ``notifications``."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notices to people."""

    name = "notifications"

    def ready(self) -> None:
        """Enter our timed work."""
        from core.registry import Personal, register
        from notifications import jobs  # noqa: F401
        from notifications.personal import PersonalNotices

        register(Personal, "notifications", PersonalNotices())
