"""The app registry entry of ``userguide``."""

from django.apps import AppConfig


class UserguideConfig(AppConfig):
    """The user guide."""

    name = "userguide"
