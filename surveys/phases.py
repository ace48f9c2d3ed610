"""Phases of a survey: pure functions of its times and the clock."""

from datetime import datetime
from typing import Protocol

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """Where a survey stands; also the three lists of the guide."""

    ACTIVE = "active", _("Active")
    UPCOMING = "upcoming", _("Upcoming")
    PAST = "past", _("Past")


class Timed(Protocol):
    """The times a phase follows from."""

    opens_at: datetime
    closes_at: datetime


def phase_of(times: Timed, now: datetime) -> Phase:
    """The phase at a moment. A boundary belongs to the later phase."""
    if now >= times.closes_at:
        return Phase.PAST
    return Phase.ACTIVE if now >= times.opens_at else Phase.UPCOMING


def next_at(times: Timed, now: datetime) -> datetime | None:
    """When it opens or closes next."""
    return {Phase.UPCOMING: times.opens_at, Phase.ACTIVE: times.closes_at}.get(phase_of(times, now))


def in_phase(phase: Phase, now: datetime) -> Q:
    """The same as ``phase_of(...) == phase``, for the database."""
    if phase == Phase.UPCOMING:
        return Q(opens_at__gt=now)
    if phase == Phase.ACTIVE:
        return Q(opens_at__lte=now, closes_at__gt=now)
    return Q(closes_at__lte=now)


def results_visible(times: Timed, shown: str, now: datetime, *, has_voted: bool = False) -> bool:
    """The rule fixed before opening: all the time, after voting, after closing, or never."""
    if shown == "never":
        return False
    phase = phase_of(times, now)
    if phase == Phase.ACTIVE:
        return shown == "live" or (shown == "voted" and has_voted)
    return phase == Phase.PAST


def rule_of(survey_rule: str, question_rule: str) -> str:
    """The rule of one question: its own where the survey shows results question by question."""
    return question_rule if survey_rule == "question" else survey_rule


def is_late(
    due_at: datetime | None, concluded_at: datetime | None, phase: Phase, now: datetime
) -> bool:
    """What the agency did with it is promised, not said, and the day has passed."""
    return phase == Phase.PAST and concluded_at is None and due_at is not None and now >= due_at
