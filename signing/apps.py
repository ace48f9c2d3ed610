"""The app registry entry of ``signing``."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Terms, drafts, payloads, codes and signatures."""

    name = "signing"
