"""What pages and the API show of conferences."""

from conferences.projections.question import (
    QuestionAnswerView,
    QuestionView,
    question_of,
    question_views,
)
from conferences.projections.rows import ConferenceCard, SpeakerView, StepView, card_of

__all__ = [
    "ConferenceCard",
    "QuestionAnswerView",
    "QuestionView",
    "SpeakerView",
    "StepView",
    "card_of",
    "question_of",
    "question_views",
]
