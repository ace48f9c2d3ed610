"""Choices of the rows of a conference. The phase of a conference is no choice: ``phases``."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionState(models.TextChoices):
    """Where a question stands with the public."""

    PENDING = "pending", _("Waits for a moderator")
    PUBLISHED = "published", _("Published")
    REFUSED = "refused", _("Publication refused")
    MERGED = "merged", _("Merged into another question")
    WITHDRAWN = "withdrawn", _("Taken back by the author")


class Place(models.TextChoices):
    """Where a published question stands in the hall."""

    QUEUE = "queue", _("In the queue")
    SENT = "sent", _("With the speaker")
    NOW = "now", _("Being answered now")
    DONE = "done", _("Answered in the hall")
    SKIPPED = "skipped", _("Left for a written answer")


class CommentState(models.TextChoices):
    """Where a comment stands with the public. A hidden one leaves a stone that says why."""

    PENDING = "pending", _("Waits for a moderator")
    PUBLISHED = "published", _("Published")
    REFUSED = "refused", _("Publication refused")
    HIDDEN = "hidden", _("Hidden")
    WITHDRAWN = "withdrawn", _("Taken back by the author")


class NameShown(models.TextChoices):
    """How the author's name shows in public."""

    INITIALS = "initials", _("Initials")
    FULL = "full", _("Name in full")
    HIDDEN = "hidden", _("Hidden")


class CommentsModerated(models.TextChoices):
    """When a moderator looks at comments."""

    BEFORE = "before", _("before they are shown")
    AFTER = "after", _("after they are shown, unless screening finds something")


class Talk(models.TextChoices):
    """Until when people may comment and vote."""

    CLOSING = "closing", _("until questions close")
    ARCHIVE = "archive", _("until the conference goes to the archive")


class QueueOrder(models.TextChoices):
    """How the console sorts the queue."""

    VOTES = "votes", _("by votes")
    TIME = "time", _("by time")
