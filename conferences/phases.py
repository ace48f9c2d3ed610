"""Phases of a conference: pure functions of its times and the clock. Nothing stores a phase."""

from datetime import datetime
from typing import Protocol

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """Where a conference stands."""

    PLANNED = "planned", _("Not announced yet")
    ANNOUNCED = "announced", _("Opens soon")
    OPEN = "open", _("Open for questions")
    ANSWERING = "answering", _("Questions closed, answers are being written")
    CLOSED = "closed", _("Finished")
    ARCHIVED = "archived", _("In the archive")
    CANCELLED = "cancelled", _("Cancelled")


class Tab(models.TextChoices):
    """The three lists of the guide."""

    ACTIVE = "active", _("Active")
    UPCOMING = "upcoming", _("Upcoming")
    PAST = "past", _("Past")


TAB_OF = {
    Phase.ANNOUNCED: Tab.UPCOMING,
    Phase.OPEN: Tab.ACTIVE,
    Phase.ANSWERING: Tab.ACTIVE,
    Phase.CLOSED: Tab.PAST,
    Phase.ARCHIVED: Tab.PAST,
    Phase.CANCELLED: Tab.PAST,
}


class Timed(Protocol):
    """The times a phase follows from."""

    announced_at: datetime
    opens_at: datetime
    closes_at: datetime
    answers_due_at: datetime
    archived_at: datetime | None
    cancelled_at: datetime | None


def phase_of(times: Timed, now: datetime) -> Phase:
    """The phase at a moment. A boundary belongs to the later phase."""
    if now < times.announced_at:
        return Phase.PLANNED
    if times.cancelled_at is not None and now >= times.cancelled_at:
        return Phase.CANCELLED
    if times.archived_at is not None and now >= times.archived_at:
        return Phase.ARCHIVED
    steps = (
        (times.answers_due_at, Phase.CLOSED),
        (times.closes_at, Phase.ANSWERING),
        (times.opens_at, Phase.OPEN),
    )
    return next((phase for begins, phase in steps if now >= begins), Phase.ANNOUNCED)


def takes_questions(times: Timed, now: datetime) -> bool:
    """Questions may be asked at this moment."""
    return phase_of(times, now) == Phase.OPEN


def next_of(times: Timed, now: datetime) -> tuple[Phase, datetime] | None:
    """What comes next and when, if anything is known to come."""
    phase = phase_of(times, now)
    following = {
        Phase.PLANNED: (Phase.ANNOUNCED, times.announced_at),
        Phase.ANNOUNCED: (Phase.OPEN, times.opens_at),
        Phase.OPEN: (Phase.ANSWERING, times.closes_at),
        Phase.ANSWERING: (Phase.CLOSED, times.answers_due_at),
    }
    return following.get(phase)


def in_tab(tab: Tab, now: datetime) -> Q:
    """The same as ``TAB_OF[phase_of(...)] == tab``, for the database."""
    told = Q(announced_at__lte=now)
    called_off = Q(cancelled_at__isnull=False, cancelled_at__lte=now)
    archived = Q(archived_at__isnull=False, archived_at__lte=now)
    over = called_off | archived
    if tab == Tab.UPCOMING:
        return told & ~over & Q(opens_at__gt=now)
    if tab == Tab.ACTIVE:
        return told & ~over & Q(opens_at__lte=now, answers_due_at__gt=now)
    return told & (over | Q(answers_due_at__lte=now))
