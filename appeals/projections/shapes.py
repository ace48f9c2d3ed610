"""What leaves: applications and answers as a reader may read them. Values only."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from appeals.projections.course_shapes import Course


@dataclass(frozen=True)
class Card:
    """An application as a row of a list."""

    number: str
    subject: str
    excerpt: str
    language: str
    author: str
    kind: str
    topic: str
    agency: str
    office: str
    state: str
    state_label: str
    publication: str
    publication_label: str
    submitted_at: datetime
    registered_on: date
    due_on: date
    published_at: datetime | None
    answered_at: datetime | None
    answers: int
    is_overdue: bool
    waits_for_takeover: bool
    path: str

    @property
    def days_to_answer(self) -> int | None:
        """Calendar days from registration to the first answer."""
        if self.answered_at is None:
            return None
        return max(0, (timezone.localtime(self.answered_at).date() - self.registered_on).days)


@dataclass(frozen=True)
class Piece:
    """A piece of a text, or a gap with its ground as code and in words."""

    text: str = ""
    ground: str = ""
    reason: str = ""

    @property
    def is_gap(self) -> bool:
        """Something was taken out here."""
        return bool(self.ground)


@dataclass(frozen=True)
class FileView:
    """A file the reader may download."""

    id: str
    name: str
    size: int


@dataclass(frozen=True)
class SignatureView:
    """The digital signature under an answer, as everybody may see it: never an IIN, never the
    certificate itself. ``digest`` is SHA-256 of the signed bytes, ``root`` commits to the words,
    ``check_path`` leads to where a text can be compared with them.
    """

    signer: str
    post: str
    agency_bin: str
    serial: str
    issuer: str
    signed_at: datetime
    digest: str
    root: str
    check_path: str


@dataclass(frozen=True)
class AnswerView:
    """One answer as the reader may read it. ``segments`` is empty when it isn't public yet."""

    position: int
    office: str
    agency: str
    person: str
    language: str
    delivered_at: datetime
    segments: tuple[Piece, ...]
    private: str
    is_public: bool
    reworded: bool
    files: tuple[FileView, ...]
    signature: SignatureView | None


@dataclass(frozen=True)
class RedirectView:
    """One hand-over in plain words."""

    from_agency: str
    to_agency: str
    reason: str
    state: str
    proposed_at: datetime
    decided_at: datetime | None
    decision_reason: str
    back_reason: str
    is_late: bool
    is_escalated: bool


@dataclass(frozen=True)
class PartView:
    """A part of an application at another body, for its author and for those who work on it."""

    number: str
    agency: str
    state: str
    state_label: str
    is_joint: bool
    contribution: str
    path: str


@dataclass(frozen=True)
class Detail:
    """An application as its own page shows it.

    ``corrected``: the public text has gaps; ``reworded``: the reader has a moderator's wording.
    ``part_of`` is the number of the application that this is a part of; ``contribution`` is what
    the body of a joint part wrote, for those who wrote it.
    """

    card: Card
    place: str
    segments: tuple[Piece, ...]
    corrected: bool
    reworded: bool
    answers: tuple[AnswerView, ...]
    redirects: tuple[RedirectView, ...]
    parts: tuple[PartView, ...]
    part_of: str
    contribution: str
    is_joint: bool
    files: tuple[FileView, ...]
    extra: tuple[tuple[str, str], ...]
    shows_original: bool
    is_mine: bool
    has_receipt: bool
    can_work: bool
    author_full: str
    refusal_ground: str
    refusal_note: str
    course: Course
