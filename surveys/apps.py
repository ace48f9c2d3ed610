"""The app registry entry of ``surveys``."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class SurveysConfig(AppConfig):
    """Surveys of state bodies."""

    name = "surveys"

    def ready(self) -> None:
        """Surveys can be found, moderated and followed; their timed work is known."""
        import surveys.jobs  # noqa: F401
        from core.registry import Followable, Moderated, Personal, register
        from search.pages import pages_register, row_changed
        from surveys.adapters.following import FollowedSurvey, FollowedSurveys
        from surveys.adapters.personal import PersonalSurveys
        from surveys.adapters.search import SearchableSurvey
        from surveys.adapters.survey import ModeratedSurvey
        from surveys.adapters.text import ModeratedSurveyText

        register(Moderated, "survey", ModeratedSurvey())
        register(Personal, "surveys", PersonalSurveys())
        register(Followable, "survey", FollowedSurvey())
        register(Followable, "surveys", FollowedSurveys())
        register(Moderated, "survey_text", ModeratedSurveyText())
        pages_register("survey", SearchableSurvey())
        post_save.connect(
            row_changed("survey", "survey"),
            sender="surveys.Survey",
            weak=False,
            dispatch_uid="search-survey-row",
        )
