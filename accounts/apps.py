"""The app registry entry of ``accounts``."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, their vault, roles and requests for access."""

    name = "accounts"
