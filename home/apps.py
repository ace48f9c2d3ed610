"""The app registry entry of ``home``."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Where the rooms meet."""

    name = "home"
