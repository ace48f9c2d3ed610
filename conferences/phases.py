"""Phases of a conference: pure functions of its times and the clock. Nothing stores a phase."""

from datetime import datetime
from typing import Protocol

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conferences.states import Talk


class Phase(models.TextChoices):
    """Where a conference stands."""

    PLANNED = "planned", _("Not announced yet")
    ANNOUNCED = "announced", _("Opens soon")
    OPEN = "open", _("Open for questions")
    CLOSED = "closed", _("Questions closed")
    ANSWERING = "answering", _("Answers are being given")
    SUMMARY = "summary", _("Summary published")
    ARCHIVED = "archived", _("In the archive")
    CANCELLED = "cancelled", _("Cancelled")


class Tab(models.TextChoices):
    """The three lists of the guide."""

    ACTIVE = "active", _("Active")
    UPCOMING = "upcoming", _("Upcoming")
    PAST = "past", _("Past")


class Timed(Protocol):
    """The times a phase follows from."""

    announced_at: datetime
    opens_at: datetime
    closes_at: datetime
    answers_from_at: datetime
    answers_due_at: datetime
    summary_due_at: datetime
    summary_published_at: datetime | None
    archived_at: datetime | None
    cancelled_at: datetime | None
    talk_until: str


def phase_of(times: Timed, now: datetime) -> Phase:
    """The phase at a moment. A boundary belongs to the later phase.

    All but one follow the clock alone; the summary is there once it is published. Until then a
    conference goes on answering, however late that is.
    """
    if now < times.announced_at:
        return Phase.PLANNED
    steps = (
        (times.cancelled_at, Phase.CANCELLED),
        (times.archived_at, Phase.ARCHIVED),
        (times.summary_published_at, Phase.SUMMARY),
        (times.answers_from_at, Phase.ANSWERING),
        (times.closes_at, Phase.CLOSED),
        (times.opens_at, Phase.OPEN),
    )
    return next((phase for at, phase in steps if at is not None and now >= at), Phase.ANNOUNCED)


def takes_questions(times: Timed, now: datetime) -> bool:
    """Questions may be asked at this moment."""
    return phase_of(times, now) == Phase.OPEN


TALKING = (Phase.OPEN, Phase.CLOSED, Phase.ANSWERING, Phase.SUMMARY)


def takes_talk(times: Timed, now: datetime) -> bool:
    """Comments and votes are taken at this moment: while it is open, and after by its setting."""
    phase = phase_of(times, now)
    return phase == Phase.OPEN or (times.talk_until == Talk.ARCHIVE and phase in TALKING)


def takes_answers(times: Timed, now: datetime) -> bool:
    """Answers may be written: from the opening on, in the archive as well, never when cancelled."""
    phase = phase_of(times, now)
    return phase in TALKING or phase == Phase.ARCHIVED


def is_late(times: Timed, now: datetime) -> bool:
    """The day by which answers were promised has passed."""
    return now >= times.answers_due_at and phase_of(times, now) != Phase.CANCELLED


def summary_is_late(times: Timed, now: datetime) -> bool:
    """The day by which the summary was promised has passed without one."""
    missing = times.summary_published_at is None or times.summary_published_at > now
    return missing and now >= times.summary_due_at and phase_of(times, now) != Phase.CANCELLED


def next_of(times: Timed, now: datetime) -> tuple[Phase, datetime] | None:
    """What comes next and when, if anything is known to come.

    While answers are given the next is the summary, by its promised day; once that has passed
    nothing is known but the archive.
    """
    phase = phase_of(times, now)
    to_archive = (Phase.ARCHIVED, times.archived_at)
    following: dict[Phase, list[tuple[Phase, datetime | None]]] = {
        Phase.PLANNED: [(Phase.ANNOUNCED, times.announced_at)],
        Phase.ANNOUNCED: [(Phase.OPEN, times.opens_at)],
        Phase.OPEN: [(Phase.CLOSED, times.closes_at)],
        Phase.CLOSED: [(Phase.ANSWERING, times.answers_from_at)],
        Phase.ANSWERING: [(Phase.SUMMARY, times.summary_due_at), to_archive],
        Phase.SUMMARY: [to_archive],
    }
    coming = following.get(phase, [])
    return next(((step, at) for step, at in coming if at is not None and at > now), None)


def tab_of(times: Timed, now: datetime) -> Tab | None:
    """The list it stands in; none before it is announced. Past once the answers were due."""
    phase = phase_of(times, now)
    if phase == Phase.PLANNED:
        return None
    if phase == Phase.ANNOUNCED:
        return Tab.UPCOMING
    goes_on = phase in (Phase.OPEN, Phase.CLOSED, Phase.ANSWERING) and now < times.answers_due_at
    return Tab.ACTIVE if goes_on else Tab.PAST


def in_tab(tab: Tab, now: datetime) -> Q:
    """The same as ``tab_of(...) == tab``, for the database."""
    told = Q(announced_at__lte=now)
    over = (
        Q(cancelled_at__isnull=False, cancelled_at__lte=now)
        | Q(archived_at__isnull=False, archived_at__lte=now)
        | Q(summary_published_at__isnull=False, summary_published_at__lte=now)
    )
    if tab == Tab.UPCOMING:
        return told & ~over & Q(opens_at__gt=now)
    if tab == Tab.ACTIVE:
        return told & ~over & Q(opens_at__lte=now, answers_due_at__gt=now)
    return told & (over | Q(answers_due_at__lte=now))
