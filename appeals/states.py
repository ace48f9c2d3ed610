"""States of an application and the table of moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What the citizen writes (Administrative Procedural Code, Art. 4)."""

    APPLICATION = "application", _("Application")
    COMPLAINT = "complaint", _("Complaint")
    REQUEST = "request", _("Request for information")
    PROPOSAL = "proposal", _("Proposal")
    RESPONSE = "response", _("Response")
    MESSAGE = "message", _("Message")


class State(models.TextChoices):
    """The legal handling. It can never be refused at the door."""

    REGISTERED = "registered", _("Registered")
    IN_WORK = "in_work", _("In work")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn by the author")
    STOPPED = "stopped", _("Consideration stopped")


class Publication(models.TextChoices):
    """Whether the public may read the text. Independent of the handling."""

    PRIVATE = "private", _("Not for publication")
    PENDING = "pending", _("Waiting for a moderator")
    PUBLISHED = "published", _("Published")
    REFUSED = "refused", _("Publication refused")
    WITHDRAWN = "withdrawn", _("Taken down")


class Channel(models.TextChoices):
    """How the application came."""

    PORTAL = "portal", _("portal")
    LEGACY = "legacy", _("former portal")
    API = "api", _("other system")


class NameShown(models.TextChoices):
    """How the author's name shows in public."""

    INITIALS = "initials", _("Initials")
    FULL = "full", _("Name in full")
    HIDDEN = "hidden", _("Hidden")


class RedirectState(models.TextChoices):
    """Where a hand-over stands."""

    PROPOSED = "proposed", _("handed over")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    LAPSED = "lapsed", _("no longer needed")


OPEN_STATES = (State.REGISTERED, State.IN_WORK)

# verb -> states it may start from -> state it leads to (None: the state stays).
MOVES: dict[str, tuple[frozenset[State], State | None]] = {
    "take": (frozenset({State.REGISTERED}), State.IN_WORK),
    "answer": (frozenset({State.REGISTERED, State.IN_WORK, State.ANSWERED}), State.ANSWERED),
    "redirect": (frozenset(OPEN_STATES), None),
    "accept_redirect": (frozenset(OPEN_STATES), State.REGISTERED),
    "return_redirect": (frozenset(OPEN_STATES), None),
    "withdraw": (frozenset(OPEN_STATES), State.WITHDRAWN),
}


# What a decision on publication may start from. Without consent it is private for ever.
PUBLICATION_MOVES: dict[str, frozenset[Publication]] = {
    "publish": frozenset({Publication.PENDING, Publication.PUBLISHED}),
    "refuse": frozenset({Publication.PENDING}),
    "unpublish": frozenset({Publication.PUBLISHED}),
}


def move_allowed(verb: str, state: str) -> bool:
    """The verb may be done in this state."""
    return State(state) in MOVES[verb][0]
