"""One reading of a conference: what watchers see of it at a moment. Two queries."""

import gzip
import hashlib
import json
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q
from django.utils import timezone

from conferences.models import Conference, ConferenceQuestion, QuestionText
from conferences.phases import next_of, phase_of
from conferences.selectors.public import conference_rows

# Clocks may be set back a little, or differ between two machines behind one address.
CLOCKS_DIFFER = 2_000
# At a first reading nobody knows when a row last changed but its own ``changed_at``. No
# transaction of ours is open for five minutes: what changed before that was committed long ago.
LONGEST_TRANSACTION = 300_000
BODIES_KEPT = 64

Row = tuple[Any, ...]


def live_token() -> str:
    """A moment to ask ``since``: take it BEFORE reading what is shown."""
    return str(_moment())


def _moment() -> int:
    return int(time.time() * 1000)


@dataclass
class Reading:
    """What a process knows of one conference.

    ``begun`` and ``ended`` are the moments, in milliseconds, around the queries. ``rows`` are the
    questions by number, ``coded`` the same as JSON; ``seen`` is when this process first saw each
    as it is now.

    Why ``seen`` and not ``changed_at``: that is set inside a transaction, which others see only
    once it is committed, maybe a second later. A reader who asks for changes after ``changed_at``
    of the newest row they got would never hear of one that was written before and committed
    after. ``seen`` is the END of the first reading that had the row and a token is the BEGINNING
    of the reading it was given with: a change that the token's reading missed was committed after
    its beginning, so whatever reading has it, in whatever process, ends later than the token.
    """

    begun: int
    ended: int
    head: dict[str, Any]
    rows: dict[int, Row]
    coded: dict[int, str]
    seen: dict[int, int]
    generation: str
    bodies: dict[tuple[int, bool], bytes] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        """Weak: the moments in an answer differ between processes, the content doesn't."""
        return f'W/"{self.generation}"'

    def body(self, since: int | None, *, packed: bool = False) -> bytes:
        """The answer to ``?since=``: only what was seen after it; everything without one.

        Watchers come back with the tokens of a few readings, so each answer is made, and
        compressed, once for hundreds of them.
        """
        known = -1 if since is None or since > self.begun + CLOCKS_DIFFER else since
        kept = self.bodies.get((known, packed))
        if kept is None:
            kept = self._made(known)
            kept = gzip.compress(kept, compresslevel=1, mtime=0) if packed else kept
            if len(self.bodies) < BODIES_KEPT:
                self.bodies[known, packed] = kept
        return kept

    def _made(self, known: int) -> bytes:
        after = known - CLOCKS_DIFFER
        told = [row for number, row in self.coded.items() if self.seen[number] > after or known < 0]
        said = _coded({**self.head, "since": str(self.begun), "whole": known < 0})
        return f'{said[:-1]},"questions":[{",".join(told)}]}}'.encode()


FIELDS = (
    "number",
    "id",
    "votes",
    "comments",
    "state",
    "place",
    "answers",
    "words",
    "merged_into",
)


def reading_make(key: str, before: Reading | None) -> Reading | None:
    """Read it now; None when there is no public conference of this key. Two queries."""
    begun = _moment()
    now = timezone.now()
    conference = conference_rows(now=now).filter(key=key).first()
    if conference is None:
        return None
    columns = _columns(conference)
    ended = _moment()
    rows = {number: row for number, row, _ in columns}
    coded = {number: _row_coded(number, row, before) for number, row in rows.items()}
    head = _head(conference, now)
    return Reading(
        begun=begun,
        ended=ended,
        head={**head, "now": now.isoformat(timespec="milliseconds")},
        rows=rows,
        coded=coded,
        seen={
            number: _seen(number, row, changed, before, ended) for number, row, changed in columns
        },
        generation=_generation(head, coded),
    )


def _seen(number: int, row: Row, changed: datetime, before: Reading | None, ended: int) -> int:
    if before is None:
        return min(ended, int(changed.timestamp() * 1000) + LONGEST_TRANSACTION)
    return before.seen[number] if before.rows.get(number) == row else ended


def _columns(conference: Conference) -> list[tuple[int, Row, datetime]]:
    """Whatever is or ever was public: a question that leaves the page is told of by its state."""
    once_public = Exists(QuestionText.objects.filter(question=OuterRef("pk")))
    found = (
        ConferenceQuestion.objects.filter(
            Q(published_at__isnull=False) | once_public, conference=conference
        )
        .annotate(
            current=FilteredRelation(
                "public_texts", condition=Q(public_texts__withdrawn_at__isnull=True)
            ),
            written=Count("answers", filter=Q(answers__withdrawn_at__isnull=True)),
        )
        .order_by("number")
        .values_list(
            "number",
            "public_id",
            "votes",
            "comments",
            "state",
            "place",
            "written",
            F("current__version"),
            F("merged_into__number"),
            "changed_at",
        )
    )
    return [(row[0], (row[0], str(row[1]), *row[2:-1]), row[-1]) for row in found]


def _head(conference: Conference, now: datetime) -> dict[str, Any]:
    coming = next_of(conference, now)
    return {
        "key": conference.key,
        "phase": phase_of(conference, now).value,
        "next_phase": coming[0].value if coming else None,
        "next_at": coming[1].isoformat() if coming else None,
        "queue_order": conference.queue_order,
        "frozen_at": conference.frozen_at.isoformat() if conference.frozen_at else None,
        "broadcast": conference.stream_url,
        "recording": conference.recording_url,
    }


def _row_coded(number: int, row: Row, before: Reading | None) -> str:
    """As JSON; of most rows the last reading had it already."""
    if before is not None and before.rows.get(number) == row:
        return before.coded[number]
    return _coded(dict(zip(FIELDS, row, strict=True)))


def _coded(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _generation(head: dict[str, Any], coded: dict[int, str]) -> str:
    said = _coded(head) + "".join(coded.values())
    return hashlib.sha256(said.encode()).hexdigest()[:24]
