"""The app registry entry of ``home``."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Where the rooms meet."""

    name = "home"

    def ready(self) -> None:
        """Timed work; conferences learn which of their questions became applications."""
        from conferences.links import application_numbers_register
        from home import jobs  # noqa: F401
        from home.questions import application_numbers

        application_numbers_register(application_numbers)
