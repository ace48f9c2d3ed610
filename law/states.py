"""Closed lists of the law's words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a citizen's text is by article 4 of the Administrative Procedural Code."""

    APPLICATION = "application", _("Application")
    COMPLAINT = "complaint", _("Complaint")
    REQUEST = "request", _("Request for information")
    PROPOSAL = "proposal", _("Proposal")
    RESPONSE = "response", _("Response to public events")
    MESSAGE = "message", _("Message about a violation")


class Basis(models.TextChoices):
    WORKING = "working", _("working days")
    CALENDAR = "calendar", _("calendar days")


class Origin(models.TextChoices):
    """Who put a day into the calendar. A seed never touches what an editor wrote."""

    SEED = "seed", _("Seeded")
    EDITOR = "editor", _("Editor")


class Decider(models.TextChoices):
    """Who may extend a term."""

    HEAD = "head", _("The head")
    HEAD_OR_DEPUTY = "head_or_deputy", _("The head or a deputy")


class FirstStep(models.TextChoices):
    """What comes before consideration may stop."""

    NONE = "none", _("Nothing")
    CORRECT = "correct", _("The author corrects the text")
    REDIRECT = "redirect", _("Redirect to the competent body")
    SUPPLEMENT = "supplement", _("The author supplements")
