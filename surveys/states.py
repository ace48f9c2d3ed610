"""Choices of surveys, and the table of moves between a survey's states."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyState(models.TextChoices):
    """Who may see a survey. Its phase follows the clock and is another thing."""

    DRAFT = "draft", _("being written")
    REVIEW = "review", _("with a moderator")
    READY = "ready", _("approved")


# verb -> (from, to); a verb that isn't here changes no state.
MOVES: dict[str, tuple[frozenset[SurveyState], SurveyState]] = {
    "submit": (frozenset({SurveyState.DRAFT}), SurveyState.REVIEW),
    "approve": (frozenset({SurveyState.REVIEW}), SurveyState.READY),
    "return": (frozenset({SurveyState.REVIEW}), SurveyState.DRAFT),
    # Taken back by the agency before it opens, to be written anew.
    "reopen": (frozenset({SurveyState.REVIEW, SurveyState.READY}), SurveyState.DRAFT),
}


class Voters(models.TextChoices):
    """Whose answers are taken."""

    PERSON = "person", _("people who signed in, each once")
    ANYBODY = "anybody", _("anybody, without signing in")


class ResultsShown(models.TextChoices):
    """When results may be seen; fixed before opening."""

    LIVE = "live", _("all the time")
    VOTED = "voted", _("after voting")
    CLOSED = "closed", _("after closing")
    QUESTION = "question", _("question by question")


class QuestionResults(models.TextChoices):
    """When the results of one question may be seen, where the survey says so one by one."""

    LIVE = "live", _("all the time")
    VOTED = "voted", _("after voting")
    CLOSED = "closed", _("after closing")
    NEVER = "never", _("never")


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    ONE = "one", _("one of many")
    MANY = "many", _("several of many")
    YESNO = "yesno", _("yes or no")
    SCALE = "scale", _("scale")
    MATRIX = "matrix", _("one answer in each row")
    RANKING = "ranking", _("put in order")
    TEXT = "text", _("free text")
    DATE = "date", _("date")
    PLACE = "place", _("place")


# Kinds whose answers are options, and those of them that have as many as the editor writes.
WITH_OPTIONS = frozenset(
    {
        QuestionKind.ONE,
        QuestionKind.MANY,
        QuestionKind.YESNO,
        QuestionKind.MATRIX,
        QuestionKind.RANKING,
    }
)
# An option of these may be the condition of a later question.
CONDITIONS = frozenset({QuestionKind.ONE, QuestionKind.MANY, QuestionKind.YESNO})


class Group(models.TextChoices):
    """By what coarse groups of people results are told apart. ALL is everybody."""

    ALL = "all", _("everybody")
    LANGUAGE = "language", _("language")
    REGION = "region", _("region")
    AGE = "age", _("age")


class TextState(models.TextChoices):
    """Where a free answer stands with the moderator."""

    PENDING = "pending", _("with a moderator")
    PUBLISHED = "published", _("published")
    REFUSED = "refused", _("not published")
    WITHDRAWN = "withdrawn", _("replaced by its author")
