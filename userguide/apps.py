"""The app registry entry of ``userguide``."""

from django.apps import AppConfig


class UserguideConfig(AppConfig):
    """The user guide."""

    name = "userguide"

    def ready(self) -> None:
        """Chapters can be found."""
        from search.pages import pages_register
        from userguide.adapters import SearchableGuide

        pages_register("guide", SearchableGuide())
