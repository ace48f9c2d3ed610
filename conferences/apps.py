"""The app registry entry of ``conferences``."""

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    """Internet conferences."""

    name = "conferences"
