"""What whoever keeps, answers or watches a conference in the hall sees of its queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conferences.hall.places import MOVES, is_running
from conferences.models import Conference
from conferences.phases import Phase, next_of, phase_of
from conferences.promises import promised_ids
from conferences.selectors.queue import queue_list, waiting_count
from conferences.states import Place
from core.durations import time_left
from moderation.segments import Segment, segments_of

FIRST, MOST = 50, 1000
# What the button says that leads to a place; the first of a row of moves is the likely one.
DOES: dict[Place, Promise] = {
    Place.QUEUE: _("Back to the queue"),
    Place.SENT: _("Send to the speaker"),
    Place.NOW: _("Answer now"),
    Place.DONE: _("Answered"),
    Place.SKIPPED: _("In writing"),
}


@dataclass(frozen=True)
class Move:
    """A button: where it puts the question, and what it says."""

    place: str
    label: str | Promise
    is_likely: bool


@dataclass(frozen=True)
class QueueCard:
    """A question as it lies in the queue. ``joined``: numbers merged into it. ``is_new``: it came
    after the order was frozen."""

    pk: int
    number: int
    author: str
    language: str
    asked_at: datetime
    votes: int
    comments: int
    segments: tuple[Segment, ...]
    place: str
    placed_at: datetime | None
    answers: int
    promised: bool
    joined: tuple[int, ...]
    is_new: bool
    moves: tuple[Move, ...]

    @property
    def text(self) -> str:
        """The plain words; a gap reads ``[…]``."""
        return "".join("[…]" if piece.is_gap else piece.text for piece in self.segments)


@dataclass(frozen=True)
class Standing:
    """Where the conference stands, for a line above the queue."""

    key: str
    theme: str
    agency: str
    phase: Phase
    left: str
    next_phase: Phase | None
    running: bool
    frozen_at: datetime | None
    order: str

    @property
    def phase_label(self) -> str:
        """The phase in words."""
        return str(self.phase.label)

    @property
    def next_label(self) -> str:
        """The phase that comes next, in words."""
        return str(self.next_phase.label) if self.next_phase else ""


@dataclass(frozen=True)
class Queue:
    """The queue laid out by places. ``more``: questions of the queue that aren't here."""

    now: QueueCard | None
    sent: tuple[QueueCard, ...]
    queue: tuple[QueueCard, ...]
    skipped: tuple[QueueCard, ...]
    done: tuple[QueueCard, ...]
    more: int
    waiting: int

    @property
    def is_empty(self) -> bool:
        """Nothing is published yet."""
        return not (self.now or self.sent or self.queue or self.skipped or self.done)


def standing_of(conference: Conference, now: datetime) -> Standing:
    """Phase, time left, order."""
    coming = next_of(conference, now)
    return Standing(
        key=conference.key,
        theme=conference.localized("theme"),
        agency=conference.agency.localized("name"),
        phase=phase_of(conference, now),
        left=time_left(coming[1], now) if coming else "",
        next_phase=coming[0] if coming else None,
        running=is_running(conference, now),
        frozen_at=conference.frozen_at,
        order=conference.queue_order,
    )


def queue_of(conference: Conference, now: datetime, most: int = FIRST) -> Queue:
    """The queue now: everything that has a place in the hall, and the first of what waits.

    The number of queries is the same for one question and for a thousand.
    """
    most = max(FIRST, min(most, MOST))
    rows = queue_list(conference)
    promised = promised_ids(conference, now)
    waits = list(rows.filter(place=Place.QUEUE)[:most])
    placed = list(rows.exclude(place=Place.QUEUE).order_by("placed_at", "pk"))
    cards: dict[Place, list[QueueCard]] = {place: [] for place in Place}
    cards[Place.QUEUE] = queue_cards(waits, conference, promised)
    for card in queue_cards(placed, conference, promised):
        cards[Place(card.place)].append(card)
    total = rows.filter(place=Place.QUEUE).count() if len(waits) == most else len(waits)
    return Queue(
        now=next(iter(cards[Place.NOW]), None),
        sent=tuple(cards[Place.SENT]),
        queue=tuple(cards[Place.QUEUE]),
        skipped=tuple(cards[Place.SKIPPED]),
        done=tuple(reversed(cards[Place.DONE])),
        more=total - len(waits),
        waiting=waiting_count(conference),
    )


def queue_cards(
    rows: Iterable[Any], conference: Conference, promised: frozenset[int] = frozenset()
) -> list[QueueCard]:
    """Rows of ``selectors.queue.queue_list`` as cards, in their order."""
    return [_card(row, conference, row.pk in promised) for row in rows]


def _card(row: Any, conference: Conference, promised: bool) -> QueueCard:
    text = row.current_texts[0]
    return QueueCard(
        pk=row.pk,
        number=row.number,
        author=row.author_public_name,
        language=text.language,
        asked_at=row.asked_at,
        votes=row.votes,
        comments=row.comments,
        segments=segments_of(text.body, text.cuts),
        place=row.place,
        placed_at=row.placed_at,
        answers=len(row.standing),
        promised=promised,
        joined=tuple(other.number for other in row.joined),
        is_new=conference.frozen_at is not None and row.frozen_rank is None,
        moves=tuple(
            Move(place, DOES[place], is_likely=not at) for at, place in enumerate(MOVES[row.place])
        ),
    )
