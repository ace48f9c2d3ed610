"""What surveys are to the search."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from search.pages import PageTexts, stream_words
from surveys.models import SurveyPage


class SearchableSurvey(PageTexts):
    """Pages of surveys with their questions."""

    label = _("Surveys")
    model = "surveys.SurveyPage"
    related = ("survey__agency",)

    def words(self, page: SurveyPage) -> list[str]:
        """Description, plan, questions and their answers; the conclusion once it is published."""
        language = page.face_language
        questions = page.survey.questions.prefetch_related("options")
        return [
            *stream_words(page.body),
            page.survey.localized("plan", language),
            *(stream_words(page.conclusion) if page.survey.concluded_at else ()),
            page.survey.agency.localized("name", language),
            *(
                row.localized("text", language)
                for question in questions
                for row in (question, *question.options.all())
            ),
        ]

    def at(self, page: SurveyPage) -> datetime:
        """The day it opens."""
        return page.survey.opens_at

    def agency_id(self, page: SurveyPage) -> int:
        """Who asks."""
        return page.survey.agency_id
