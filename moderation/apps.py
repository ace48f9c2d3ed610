"""The app registry entry of ``moderation``."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Publication decisions through Wagtail workflows."""

    name = "moderation"
