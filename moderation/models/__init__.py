"""Texts now in moderation, the grounds of decisions, the steps, and the public wording's base."""

from moderation.models.ground import Ground
from moderation.models.public import PublicText
from moderation.models.step import ModerationTask
from moderation.models.text import Decision, ModeratedText, WorkflowRoute

__all__ = ["Decision", "Ground", "ModeratedText", "ModerationTask", "PublicText", "WorkflowRoute"]
