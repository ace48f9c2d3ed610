"""The app registry entry of ``surveys``."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class SurveysConfig(AppConfig):
    """Surveys of state bodies."""

    name = "surveys"

    def ready(self) -> None:
        """Surveys can be found."""
        from search.pages import pages_register, row_changed
        from surveys.adapters.search import SearchableSurvey

        pages_register("survey", SearchableSurvey())
        post_save.connect(
            row_changed("survey", "survey"),
            sender="surveys.Survey",
            weak=False,
            dispatch_uid="search-survey-row",
        )
