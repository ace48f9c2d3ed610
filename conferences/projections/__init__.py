"""What pages and the API show of conferences."""

from conferences.projections.rows import (
    ConferenceCard,
    QuestionAnswerView,
    QuestionView,
    SpeakerView,
    StepView,
    card_of,
    question_of,
)

__all__ = [
    "ConferenceCard",
    "QuestionAnswerView",
    "QuestionView",
    "SpeakerView",
    "StepView",
    "card_of",
    "question_of",
]
