"""The app registry entry of ``search``."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """A stemmed index over public texts."""

    name = "search"
