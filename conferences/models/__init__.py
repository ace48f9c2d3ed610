"""Rows of conferences (language-neutral) and the pages that are their faces."""

from conferences.models.comment import Comment, CommentReport, CommentText
from conferences.models.conference import Conference, ConferenceDocument, Speaker
from conferences.models.pages import ConferencePage, ConferencesIndexPage, QuestionFormField
from conferences.models.question import (
    ConferenceQuestion,
    QuestionAnswer,
    QuestionText,
    QuestionVote,
)
from conferences.models.rules import ConferenceRules

__all__ = [
    "Comment",
    "CommentReport",
    "CommentText",
    "Conference",
    "ConferenceDocument",
    "ConferencePage",
    "ConferenceQuestion",
    "ConferenceRules",
    "ConferencesIndexPage",
    "QuestionAnswer",
    "QuestionFormField",
    "QuestionText",
    "QuestionVote",
    "Speaker",
]
