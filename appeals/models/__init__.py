"""Applications, their texts, answers, redirects and files; the form page."""

from appeals.models.answer import Answer, AnswerFile, AnswerText
from appeals.models.appeal import Appeal, AppealFile, AppealText
from appeals.models.course import (
    Extension,
    KindChange,
    Rating,
    Reopening,
    StopDecision,
    Supplement,
)
from appeals.models.form_page import AppealFormField, AppealFormPage
from appeals.models.note import Note
from appeals.models.prepared import PreparedAnswer, PreparedFile, PreparedRevision
from appeals.models.redirect import Contribution, Redirect
from appeals.models.template import AnswerTemplate

__all__ = [
    "Answer",
    "AnswerFile",
    "AnswerTemplate",
    "AnswerText",
    "Appeal",
    "AppealFile",
    "AppealFormField",
    "AppealFormPage",
    "AppealText",
    "Contribution",
    "Extension",
    "KindChange",
    "Note",
    "PreparedAnswer",
    "PreparedFile",
    "PreparedRevision",
    "Rating",
    "Redirect",
    "Reopening",
    "StopDecision",
    "Supplement",
]
