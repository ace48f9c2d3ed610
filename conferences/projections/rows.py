"""What page and API show of a conference."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from conferences.phases import Phase, next_of, phase_of
from core.durations import time_left
from core.localized import ORDER


@dataclass(frozen=True)
class SpeakerView:
    """Who answers."""

    person: str
    title: str
    photo: Any
    left_at: datetime | None = None

    @property
    def initials(self) -> str:
        """Two letters for where there is no photo."""
        return "".join(word[0] for word in self.person.split()[:2]).upper()


@dataclass(frozen=True)
class StepView:
    """A date of the conference."""

    label: str | Promise
    at: datetime
    is_current: bool


@dataclass(frozen=True)
class ConferenceCard:
    """A conference as a row of a list."""

    key: str
    theme: str
    agency: str
    agency_key: str
    phase: Phase
    announced_at: datetime
    opens_at: datetime
    closes_at: datetime
    answers_from_at: datetime
    answers_due_at: datetime
    summary_due_at: datetime
    summary_published_at: datetime | None
    archived_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    stream_url: str
    recording_url: str
    speakers: tuple[SpeakerView, ...]
    questions: int
    next_phase: Phase | None
    next_at: datetime | None
    left: str
    answers_left: str
    url: str

    @property
    def steps(self) -> tuple[StepView, ...]:
        """Its dates in order; the one it stands at is marked. A cancelled one has no more."""
        return tuple(
            StepView(label, at, phase == self.phase)
            for phase, label, at in (
                (Phase.ANNOUNCED, _("Announced"), self.announced_at),
                (Phase.OPEN, _("Opens for questions"), self.opens_at),
                (Phase.CLOSED, _("Closes for questions"), self.closes_at),
                (Phase.ANSWERING, _("Answers begin"), self.answers_from_at),
                (None, _("Answers promised by"), self.answers_due_at),
                (None, _("Summary promised by"), self.summary_due_at),
                (Phase.SUMMARY, _("Summary published"), self.summary_published_at),
                (Phase.ARCHIVED, _("Goes to the archive"), self.archived_at),
                (Phase.CANCELLED, _("Cancelled"), self.cancelled_at),
            )
            if at is not None and (self.cancelled_at is None or at <= self.cancelled_at)
        )

    @property
    def phase_label(self) -> str:
        """The phase in words."""
        return str(self.phase.label)

    @property
    def shows_questions(self) -> bool:
        """There is a place for questions, even while it is empty."""
        return self.phase not in (Phase.PLANNED, Phase.ANNOUNCED, Phase.CANCELLED)

    @property
    def is_open(self) -> bool:
        """Questions are taken now."""
        return self.phase == Phase.OPEN


def card_of(conference: Any, now: datetime | None = None) -> ConferenceCard:
    """A ``Conference`` from ``selectors.conference_list`` as the reader's language shows it."""
    moment = now or timezone.now()
    phase = phase_of(conference, moment)
    coming = next_of(conference, moment)
    face = _face_of(conference)
    return ConferenceCard(
        key=conference.key,
        theme=face.title if face else conference.localized("theme"),
        agency=conference.agency.localized("name"),
        agency_key=conference.agency.key,
        phase=phase,
        announced_at=conference.announced_at,
        opens_at=conference.opens_at,
        closes_at=conference.closes_at,
        answers_from_at=conference.answers_from_at,
        answers_due_at=conference.answers_due_at,
        summary_due_at=conference.summary_due_at,
        summary_published_at=conference.summary_published_at,
        archived_at=conference.archived_at,
        cancelled_at=conference.cancelled_at if phase == Phase.CANCELLED else None,
        cancel_reason=conference.localized("cancel_reason") if phase == Phase.CANCELLED else "",
        stream_url=conference.stream_url,
        recording_url=conference.recording_url,
        speakers=tuple(
            SpeakerView(row.localized("person"), row.localized("title"), row.photo, row.left_at)
            for row in conference.speakers.all()
        ),
        questions=conference.question_count,
        next_phase=coming[0] if coming else None,
        next_at=coming[1] if coming else None,
        left=time_left(coming[1], moment) if coming else "",
        answers_left=time_left(conference.answers_due_at, moment),
        url=(face.url or "") if face else "",
    )


def _face_of(conference: Any) -> Any:
    """The page in the reader's language, else in the first that has one."""
    faces = {face.face_language: face for face in conference.faces}
    wanted = (get_language() or ORDER[0])[:2]
    return next((faces[code] for code in (wanted, *ORDER) if code in faces), None)
