"""The app registry entry of ``messaging``."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """How a message leaves the house."""

    name = "messaging"
