"""What the screen in the hall shows: public words only, as much as can be read from afar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator

from conferences.models import Conference
from conferences.phases import Phase, next_of, phase_of
from conferences.projections.queue import QueueCard, queue_cards
from conferences.selectors.queue import queue_list
from conferences.states import Place
from core.durations import time_left
from moderation.segments import Segment

NEXT = 4
LONGEST, LONGEST_NEXT = 600, 120
# How large the words are, by how many there are.
SIZES = ((90, "huge"), (150, "large"), (300, "medium"))
RUNNING = (Phase.OPEN, Phase.CLOSED, Phase.ANSWERING)


@dataclass(frozen=True)
class Shown:
    """A question on the screen. ``is_cut``: the rest of its words is on the page."""

    number: int
    author: str
    votes: int
    language: str
    segments: tuple[Segment, ...]
    size: str
    is_cut: bool = False
    is_next: bool = False


@dataclass(frozen=True)
class Screen:
    """The screen at one moment."""

    theme: str
    agency: str
    phase: Phase
    left: str
    next_phase: Phase | None
    opens_at: datetime
    cancel_reason: str
    now: Shown | None
    coming: tuple[Shown, ...]

    @property
    def phase_label(self) -> str:
        """The phase in words."""
        return str(self.phase.label)

    @property
    def next_label(self) -> str:
        """The phase that comes next, in words."""
        return str(self.next_phase.label) if self.next_phase else ""

    @property
    def is_cancelled(self) -> bool:
        """It does not take place."""
        return self.phase == Phase.CANCELLED

    @property
    def is_over(self) -> bool:
        """The summary is out, or it went to the archive."""
        return self.phase in (Phase.SUMMARY, Phase.ARCHIVED)

    @property
    def takes_questions(self) -> bool:
        """People in the hall may ask now."""
        return self.phase == Phase.OPEN

    @property
    def takes_votes(self) -> bool:
        """The screen says how to take part."""
        return self.phase in RUNNING


def screen_of(conference: Conference, theme: str, now: datetime) -> Screen:
    """The screen of a public conference. The same number of queries whatever the queue."""
    phase = phase_of(conference, now)
    coming = next_of(conference, now)
    current, following = _questions(conference) if phase in RUNNING else (None, ())
    return Screen(
        theme=theme,
        agency=conference.agency.localized("name"),
        phase=phase,
        left=time_left(coming[1], now) if coming else "",
        next_phase=coming[0] if coming else None,
        opens_at=conference.opens_at,
        cancel_reason=conference.localized("cancel_reason"),
        now=current,
        coming=following,
    )


def _questions(conference: Conference) -> tuple[Shown | None, tuple[Shown, ...]]:
    """The one answered now; then those with the speaker, then the first of the queue."""
    rows = queue_list(conference)
    called = queue_cards(rows.filter(place__in=(Place.NOW, Place.SENT)), conference)
    waits = queue_cards(rows.filter(place=Place.QUEUE)[:NEXT], conference)
    now = next((card for card in called if card.place == Place.NOW), None)
    sent = [card for card in called if card.place == Place.SENT]
    following = sorted(sent, key=lambda card: (card.placed_at is None, card.placed_at))
    return (
        _shown(now, LONGEST) if now else None,
        tuple(_shown(card, LONGEST_NEXT) for card in [*following, *waits][:NEXT]),
    )


def _shown(card: QueueCard, longest: int) -> Shown:
    length = len(card.text)
    return Shown(
        number=card.number,
        author=card.author,
        votes=card.votes,
        language=card.language,
        segments=_cut(card.segments, longest),
        size=next((size for most, size in SIZES if length <= most), "small"),
        is_cut=length > longest,
        is_next=card.place == Place.SENT,
    )


def _cut(segments: Sequence[Segment], longest: int) -> tuple[Segment, ...]:
    """The first words, whole ones, with an ellipsis where they end."""
    kept, left = [], longest
    for piece in segments:
        if left <= 0:
            break
        words = piece.text if len(piece.text) <= left else Truncator(piece.text).chars(left)
        kept.append(piece if piece.is_gap else Segment(text=words))
        left -= len(piece.text)
    return tuple(kept)
