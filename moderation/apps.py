"""The app registry entry of ``moderation``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """Publication decisions through Wagtail workflows."""

    name = "moderation"
    verbose_name = _("moderation")

    def ready(self) -> None:
        """Keep Wagtail's own mails away from citizens' texts."""
        from core.registry import Personal, register
        from moderation.personal import PersonalObjections
        from moderation.quiet import workflow_mails_quieten

        register(Personal, "moderation", PersonalObjections())

        workflow_mails_quieten()
