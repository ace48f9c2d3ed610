"""The app registry entry of ``core``."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The ground: base page, blocks, encrypted fields, registry, rate limits."""

    name = "core"
