"""Surveys: language-neutral rows with keys, times and constraints; pages as faces."""

from surveys.models.ballot import (
    Ballot,
    BoxedBallot,
    DayCount,
    GroupCount,
    PartialAnswers,
    Participation,
    SurveyText,
    Tally,
)
from surveys.models.pages import SurveyPage, SurveysIndexPage
from surveys.models.question import (
    TEXT_LIMIT,
    SurveyOption,
    SurveyQuestion,
    SurveyRow,
    SurveySection,
)
from surveys.models.rules import SurveyRules
from surveys.models.survey import Survey
from surveys.states import ResultsShown

__all__ = [
    "TEXT_LIMIT",
    "Ballot",
    "BoxedBallot",
    "DayCount",
    "GroupCount",
    "PartialAnswers",
    "Participation",
    "ResultsShown",
    "Survey",
    "SurveyOption",
    "SurveyPage",
    "SurveyQuestion",
    "SurveyRow",
    "SurveyRules",
    "SurveySection",
    "SurveyText",
    "SurveysIndexPage",
    "Tally",
]
