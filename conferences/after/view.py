"""What the page says of the promise and of what came out of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from conferences.models import Conference
from conferences.phases import Phase, phase_of, summary_is_late
from conferences.promises import Promise, promise_state
from conferences.selectors.figures import Figures, figures_of

# Minutes are made from the closing on; of a cancelled conference they say that it is.
WITH_MINUTES = (
    Phase.CLOSED,
    Phase.ANSWERING,
    Phase.SUMMARY,
    Phase.ARCHIVED,
    Phase.CANCELLED,
)
KINDS = ("HTML", "JSON", "CSV")
WITHOUT_FIGURES = (Phase.PLANNED, Phase.ANNOUNCED, Phase.CANCELLED)


@dataclass(frozen=True)
class AfterView:
    """Promise, figures and files of a conference. ``is_settled``: questions have closed; before
    that the page shows no figures, which are still being made and cost more than the page."""

    promise: Promise
    figures: Figures | None
    is_settled: bool
    summary_due_at: datetime
    summary_published: bool
    summary_expected: bool
    summary_late: bool
    minutes_url: str
    calendar_url: str

    @property
    def downloads(self) -> tuple[tuple[str, str], ...]:
        """Kinds of the minutes as files, with their addresses."""
        return minutes_downloads(self.minutes_url)


def after_view(conference: Any, now: datetime | None = None) -> AfterView:
    """Four queries at most, in any phase."""
    moment = now or timezone.now()
    phase = phase_of(conference, moment)
    published = summary_is_published(conference, moment)
    is_settled = phase in WITH_MINUTES and phase != Phase.CANCELLED
    return AfterView(
        promise=promise_state(conference, moment),
        figures=figures_of(conference) if is_settled else None,
        is_settled=is_settled,
        summary_due_at=conference.summary_due_at,
        summary_published=published,
        summary_expected=not published and phase in (Phase.CLOSED, Phase.ANSWERING),
        summary_late=summary_is_late(conference, moment),
        minutes_url=minutes_url(conference.key) if phase in WITH_MINUTES else "",
        calendar_url=reverse("conference_calendar", args=[conference.key]),
    )


def figures_public(conference: Conference, now: datetime) -> Figures | None:
    """The figures while it is open too; None before it opens and of a cancelled one."""
    return None if phase_of(conference, now) in WITHOUT_FIGURES else figures_of(conference)


def minutes_downloads(url: str) -> tuple[tuple[str, str], ...]:
    """Kinds of file with their addresses beside the page of the minutes."""
    address = url.rstrip("/")
    return tuple((kind, f"{address}.{kind.lower()}") for kind in KINDS) if url else ()


def minutes_url(key: str) -> str:
    """The page of the minutes."""
    return reverse("conference_minutes", args=[key])


def summary_is_published(conference: Conference, now: datetime) -> bool:
    """The summary is the public's: published by now and the conference not cancelled."""
    at = conference.summary_published_at
    return at is not None and at <= now and phase_of(conference, now) != Phase.CANCELLED
