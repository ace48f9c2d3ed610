"""The app registry entry of ``appeals``."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """Applications of citizens and their answers."""

    name = "appeals"
