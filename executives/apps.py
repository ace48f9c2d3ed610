"""The app registry entry of ``executives``."""

from django.apps import AppConfig


class ExecutivesConfig(AppConfig):
    """The page tree of blogs."""

    name = "executives"
