"""States of an application and the one table of moves between them."""

from dataclasses import dataclass

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
    WITH_AGENCY = "with_agency", _("With the agency")
    IN_WORK = "in_work", _("In work")
    WAITING = "waiting", _("Waiting for the author")
    DRAFTED = "drafted", _("Answer drafted")
    AGREED = "agreed", _("Answer agreed")
    SIGNED = "signed", _("Answer signed")
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
    PART = "part", _("part of an application")
    API = "api", _("other system")


class NameShown(models.TextChoices):
    """How the author's name shows in public."""

    INITIALS = "initials", _("Initials")
    FULL = "full", _("Name in full")
    HIDDEN = "hidden", _("Hidden")


class RedirectState(models.TextChoices):
    """Where a hand-over stands."""

    PROPOSED = "proposed", _("handed over")
    OPERATOR = "operator", _("the operator of the portal decides")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    LAPSED = "lapsed", _("no longer needed")


class Solved(models.TextChoices):
    """Whether the answer solved the matter, in the words of its author."""

    YES = "yes", _("Yes, it is solved")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No, it is not solved")
    NOT_EXPECTED = "not_expected", _("I did not expect a solution")


class Who(models.TextChoices):
    """Who may make a move, at the moment of the move."""

    AUTHOR = "author", _("the author")
    WORKER = "worker", _("a clerk or head of the body that holds it")
    COLLEAGUE = "colleague", _("a clerk or head who did not write the draft")
    HEAD = "head", _("a head of the body that holds it")
    RECEIVER = "receiver", _("a clerk or head of the body it is offered to")
    OPERATOR = "operator", _("the operator of the portal")
    PORTAL = "portal", _("the portal itself")


@dataclass(frozen=True)
class Move:
    """One allowed move: from which states, to which (None: the state stays), by whom.

    ``event`` is the verb in the ledger, ``notice`` what the author is told (empty: nothing),
    ``figure`` the figure that may change. ``docs/workflow.md`` is made of these rows.
    """

    starts: frozenset[State]
    leads_to: State | None
    who: Who
    event: str
    notice: str = ""
    figure: str = ""


REDIRECT_OPEN = (RedirectState.PROPOSED, RedirectState.OPERATOR)
NEW = frozenset({State.REGISTERED, State.WITH_AGENCY})
WORKING = NEW | {State.IN_WORK}
WRITTEN = frozenset({State.DRAFTED, State.AGREED})
# Everything before the head's signature.
UNSIGNED = WORKING | WRITTEN | {State.WAITING}
OPEN_STATES = (
    State.REGISTERED,
    State.WITH_AGENCY,
    State.IN_WORK,
    State.WAITING,
    State.DRAFTED,
    State.AGREED,
    State.SIGNED,
)
OPEN = frozenset(OPEN_STATES)
ENDED = frozenset({State.ANSWERED, State.STOPPED})


def _move(
    starts: frozenset[State],
    leads_to: State | None,
    who: Who,
    event: str,
    notice: str = "",
    figure: str = "",
) -> Move:
    return Move(starts, leads_to, who, event, notice, figure)


MOVES: dict[str, Move] = {
    "receive": _move(
        frozenset({State.REGISTERED}), State.WITH_AGENCY, Who.WORKER, "appeal.receive"
    ),
    "take": _move(NEW, State.IN_WORK, Who.WORKER, "appeal.take", "appeal.taken"),
    "assign": _move(WORKING, State.IN_WORK, Who.WORKER, "appeal.assign"),
    "reassign": _move(WRITTEN | {State.WAITING}, None, Who.WORKER, "appeal.assign"),
    "set_kind": _move(UNSIGNED, None, Who.WORKER, "appeal.set_kind", "appeal.kind_changed"),
    "prepare": _move(UNSIGNED, State.DRAFTED, Who.WORKER, "answer.prepare"),
    "prepare_more": _move(frozenset({State.ANSWERED}), None, Who.WORKER, "answer.prepare"),
    "agree": _move(frozenset({State.DRAFTED}), State.AGREED, Who.COLLEAGUE, "answer.agree"),
    "send_back": _move(WRITTEN, State.IN_WORK, Who.COLLEAGUE, "answer.send_back"),
    "sign": _move(WRITTEN, State.SIGNED, Who.HEAD, "answer.sign"),
    "sign_more": _move(frozenset({State.ANSWERED}), None, Who.HEAD, "answer.sign"),
    "sign_refused": _move(
        frozenset({State.SIGNED}), State.AGREED, Who.PORTAL, "answer.sign_refused"
    ),
    "answer": _move(
        OPEN | {State.ANSWERED},
        State.ANSWERED,
        Who.WORKER,
        "answer.deliver",
        "appeal.answered",
        "answered",
    ),
    "contribute": _move(UNSIGNED, State.ANSWERED, Who.WORKER, "part.contribute"),
    "split": _move(UNSIGNED, None, Who.WORKER, "appeal.split", "appeal.split"),
    "redirect": _move(UNSIGNED, None, Who.WORKER, "appeal.redirect", "appeal.redirected"),
    "escalate": _move(UNSIGNED, None, Who.WORKER, "redirect.escalate", "redirect.escalated"),
    "accept_redirect": _move(
        UNSIGNED,
        State.WITH_AGENCY,
        Who.RECEIVER,
        "redirect.accept",
        "redirect.accepted",
        "redirected",
    ),
    "return_redirect": _move(UNSIGNED, None, Who.RECEIVER, "redirect.return", "redirect.returned"),
    "decide_redirect": _move(
        UNSIGNED,
        State.WITH_AGENCY,
        Who.OPERATOR,
        "redirect.decide",
        "redirect.decided",
        "redirected",
    ),
    "keep_redirect": _move(UNSIGNED, None, Who.OPERATOR, "redirect.keep", "redirect.decided"),
    "extend": _move(UNSIGNED, None, Who.HEAD, "appeal.extend", "appeal.extended", "extended"),
    "ask_supplement": _move(
        WORKING | WRITTEN,
        State.WAITING,
        Who.WORKER,
        "appeal.ask_supplement",
        "appeal.supplement_asked",
    ),
    "supplement": _move(frozenset({State.WAITING}), State.IN_WORK, Who.AUTHOR, "appeal.supplement"),
    "resume": _move(
        frozenset({State.WAITING}), State.IN_WORK, Who.WORKER, "appeal.resume", "appeal.resumed"
    ),
    "withdraw": _move(
        OPEN, State.WITHDRAWN, Who.AUTHOR, "appeal.withdraw", "appeal.withdrawn", "withdrawn"
    ),
    "stop": _move(UNSIGNED, State.STOPPED, Who.HEAD, "appeal.stop", "appeal.stopped", "stopped"),
    "reopen": _move(
        ENDED, State.WITH_AGENCY, Who.AUTHOR, "appeal.reopen", "appeal.reopened", "reopened"
    ),
    "rate": _move(frozenset({State.ANSWERED}), None, Who.AUTHOR, "answer.rate"),
}


# What a decision on publication may start from. Without consent it is private for ever.
PUBLICATION_MOVES: dict[str, frozenset[Publication]] = {
    "publish": frozenset({Publication.PENDING, Publication.PUBLISHED}),
    "refuse": frozenset({Publication.PENDING}),
    "unpublish": frozenset({Publication.PUBLISHED}),
    "reopen": frozenset({Publication.REFUSED, Publication.PUBLISHED}),
}


def move_allowed(verb: str, state: str) -> bool:
    """The verb may be done in this state."""
    return State(state) in MOVES[verb].starts
