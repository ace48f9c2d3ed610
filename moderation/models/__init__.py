"""Texts now in moderation, their decisions, objections and second readings, grounds and steps."""

from moderation.models.decision import ModerationDecision
from moderation.models.desk import DeskRules
from moderation.models.ground import Ground
from moderation.models.objection import ModerationObjection, ObjectionOutcome
from moderation.models.public import PublicText
from moderation.models.reading import BlindReading, Verdict
from moderation.models.step import LegalTask, ModerationTask, SecondReadingTask, SpellingTask
from moderation.models.text import Decision, ModeratedText, WorkflowRoute
from moderation.models.words import ScreenPass, ScreenWord, WordList, WordMatch

__all__ = [
    "BlindReading",
    "Decision",
    "DeskRules",
    "Ground",
    "LegalTask",
    "ModeratedText",
    "ModerationDecision",
    "ModerationObjection",
    "ModerationTask",
    "ObjectionOutcome",
    "PublicText",
    "ScreenPass",
    "ScreenWord",
    "SecondReadingTask",
    "SpellingTask",
    "Verdict",
    "WordList",
    "WordMatch",
    "WorkflowRoute",
]
