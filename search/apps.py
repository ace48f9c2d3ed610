"""The app registry entry of ``search``."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """A stemmed index over public texts."""

    name = "search"

    def ready(self) -> None:
        """Follow pages that move or become private."""
        from search.pages import follow_trees

        follow_trees()
