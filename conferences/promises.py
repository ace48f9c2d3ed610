"""Which questions were promised a written answer, and whether the promise is kept.

The promise holds for the questions with the most votes when questions close; equal votes: the
earlier number. Votes cast later count for the list and never for the promise. Until closing it is
the promise as it stands. A question that leaves the public page makes room for the next; a merged
one takes its votes along with their times. ``docs/decisions/0022-conference-promise.md``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from conferences.models import Conference, ConferenceQuestion, QuestionAnswer, QuestionText
from conferences.phases import Phase, is_late, phase_of
from conferences.states import QuestionState

UNPROMISED = (Phase.PLANNED, Phase.ANNOUNCED, Phase.CANCELLED)


@dataclass(frozen=True)
class Promise:
    """How the promise of a conference stands at a moment.

    ``most`` is the number set for the conference, ``ids`` are the promised questions, ``in_time``
    how many were answered by the day. ``late`` says that the day has passed and an answer is
    missing; ``late_days`` counts days begun since.
    """

    most: int
    ids: frozenset[int]
    total: int
    answered: int
    in_time: int
    due: datetime
    late: bool
    late_days: int

    @property
    def missing(self) -> int:
        """Answers that are still to come."""
        return self.total - self.answered

    @property
    def is_kept(self) -> bool:
        """Each promised question has its answer."""
        return self.total > 0 and self.missing == 0

    @property
    def was_late(self) -> bool:
        """All answers are there, some of them after the day."""
        return self.is_kept and self.in_time < self.total


def promised_ids(conference: Conference, now: datetime | None = None) -> frozenset[int]:
    """Primary keys of the promised questions. One query."""
    return promise_state(conference, now).ids


def promise_state(conference: Conference, now: datetime | None = None) -> Promise:
    """How the promise stands. One query; a page that asks twice of the same moment asks once."""
    moment = now or timezone.now()
    known: tuple[datetime, Promise] | None = conference.__dict__.get("_promise")
    if known is None or known[0] != moment:
        known = (moment, _promise(conference, moment))
        conference.__dict__["_promise"] = known
    return known[1]


def _promise(conference: Conference, moment: datetime) -> Promise:
    rows = _promised(conference, moment).annotate(first_answer=_first_answer())
    answers: dict[int, datetime | None] = dict(rows.values_list("pk", "first_answer"))
    given = [at for at in answers.values() if at is not None]
    late = is_late(conference, moment) and len(given) < len(answers)
    return Promise(
        most=conference.promised,
        ids=frozenset(answers),
        total=len(answers),
        answered=len(given),
        in_time=sum(at < conference.answers_due_at for at in given),
        due=conference.answers_due_at,
        late=late,
        late_days=(moment - conference.answers_due_at) // timedelta(days=1) + 1 if late else 0,
    )


def _promised(conference: Conference, now: datetime) -> QuerySet[ConferenceQuestion]:
    if phase_of(conference, now) in UNPROMISED or not conference.promised:
        return ConferenceQuestion.objects.none()
    in_force = QuestionText.objects.filter(question=OuterRef("pk"), withdrawn_at=None)
    rows = ConferenceQuestion.objects.filter(
        Exists(in_force), conference=conference, state=QuestionState.PUBLISHED
    )
    counted = rows.annotate(in_time=_votes(conference, now))
    return counted.order_by("-in_time", "number")[: conference.promised]


def _votes(conference: Conference, now: datetime) -> Any:
    """Votes that decide: all until closing, which the counter knows; then those cast before it."""
    if now < conference.closes_at:
        return F("votes")
    before = Q(vote_rows__voted_at__lt=conference.closes_at)
    return Count("vote_rows", filter=before)


def _first_answer() -> Subquery:
    standing = QuestionAnswer.objects.filter(question=OuterRef("pk"), withdrawn_at=None)
    first = standing.order_by().values("question").annotate(at=Min("answered_at")).values("at")
    return Subquery(first)
