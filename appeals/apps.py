"""The app registry entry of ``appeals``."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """Applications of citizens and their answers."""

    name = "appeals"

    def ready(self) -> None:
        """Tell the capabilities what applications are."""
        from appeals import adapters
        from appeals.following import FollowedTopic, ToldApplication
        from appeals.personal import PersonalAppeals
        from core.registry import (
            Followable,
            Moderated,
            Personal,
            Receipted,
            Searchable,
            Signable,
            register,
        )

        register(Followable, "topic", FollowedTopic())
        register(Followable, "application", ToldApplication())
        register(Personal, "appeals", PersonalAppeals())
        register(Moderated, "appeal", adapters.ModeratedAppeal())
        register(Moderated, "answer", adapters.ModeratedAnswer())
        register(Searchable, "appeal", adapters.SearchableAppeal())
        register(Signable, "appeal", adapters.SignableAppeal())
        register(Receipted, "appeal", adapters.ReceiptedAppeal())
        register(Receipted, "answer", adapters.ReceiptedAnswer())
        register(Signable, "answer", adapters.SignableAnswer())
