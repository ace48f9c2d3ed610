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
