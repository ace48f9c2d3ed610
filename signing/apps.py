"""The app registry entry of ``signing``."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Terms, drafts, payloads, codes and signatures."""

    name = "signing"

    def ready(self) -> None:
        """Register the system checks; say what is kept of a person."""
        from core.registry import Personal, register
        from signing.eds import anchor_checks  # noqa: F401
        from signing.personal import PersonalDrafts

        register(Personal, "signing", PersonalDrafts())
