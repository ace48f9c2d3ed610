"""The app registry entry of ``agencies``."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """State bodies, topics, offices and who holds them."""

    name = "agencies"
