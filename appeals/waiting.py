"""What of a person's own applications waits for that person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from appeals.models import Answer, Appeal, Rating, Reopening, StopDecision, Supplement
from appeals.projections import Card, card_of
from appeals.selectors import with_card_rows
from appeals.states import Publication, State
from core.audience import Reader
from law.changes import calendar_days_after
from law.models import TermSet
from law.selectors import calendar

# What has no last day is asked for this long, and then no more.
ASKED_FOR = timedelta(days=30)
SHOWN = 30


@dataclass(frozen=True)
class AuthorWait:
    """One application that waits for its author. ``kind``: ``supplement``, ``rate``, ``stopped``,
    ``refused``; ``until`` is the last day to do it, where there is one."""

    kind: str
    pk: int
    card: Card
    until: date | None = None


def author_waits(reader: Reader) -> list[AuthorWait]:
    """Newest applications first; the same number of queries however many. Of a refused text the
    caller looks whether an objection is still open to the author."""
    rows = list(with_card_rows(_rows(reader), originals=True).order_by("-id")[:SHOWN])
    last_days = _review_days(rows)
    return [wait for row in rows for wait in _waits(row, last_days.get(row.pk), reader)]


def _rows(reader: Reader) -> QuerySet[Appeal]:
    """Only what may wait. Parts of a joint application are answered within the whole."""
    of_this = {"appeal": OuterRef("pk")}
    asked = Supplement.objects.filter(**of_this, supplied_at=None, resumed_at=None)
    answered = Answer.objects.filter(**of_this).order_by().values("appeal")
    stopped = StopDecision.objects.filter(**of_this).order_by().values("appeal")
    rows = Appeal.objects.filter(author_id=reader.user_id).annotate(
        asked_until=Subquery(asked.values("due_on")[:1]),
        last_answer_at=Subquery(answered.values(last=Max("delivered_at"))),
        last_stop_at=Subquery(stopped.values(last=Max("decided_at"))),
        is_rated=Exists(Rating.objects.filter(**of_this)),
        was_reviewed=Exists(Reopening.objects.filter(**of_this)),
    )
    return rows.filter(
        Q(state=State.WAITING, asked_until__isnull=False)
        | Q(state=State.ANSWERED, is_joint=False, is_rated=False, last_answer_at__isnull=False)
        | Q(state=State.STOPPED, is_joint=False, was_reviewed=False)
        | Q(publication=Publication.REFUSED)
    )


def _waits(row: Any, review_until: date | None, reader: Reader) -> list[AuthorWait]:
    card, today = card_of(row, reader), timezone.localdate()
    is_in_time = review_until is not None and today <= review_until
    waits = []
    if row.state == State.WAITING:
        waits.append(AuthorWait("supplement", row.pk, card, row.asked_until))
    elif row.state == State.ANSWERED and not row.is_joint and not row.is_rated:
        if is_in_time or _is_fresh(row.last_answer_at):
            until = review_until if is_in_time else None
            waits.append(AuthorWait("rate", row.pk, card, until))
    elif row.state == State.STOPPED and not row.is_joint and is_in_time:
        waits.append(AuthorWait("stopped", row.pk, card, review_until))
    if row.publication == Publication.REFUSED:
        waits.append(AuthorWait("refused", row.pk, card))
    return waits


def _is_fresh(moment: datetime | None) -> bool:
    return moment is not None and timezone.now() - moment < ASKED_FOR


def _review_days(rows: list[Any]) -> dict[int, date]:
    """As ``course.review_until`` says it, for many: two queries."""
    days = calendar()
    versions = list(TermSet.objects.order_by("valid_from").values_list("valid_from", "reopen_days"))
    found = {}
    for row in rows:
        moment = row.last_answer_at if row.state == State.ANSWERED else row.last_stop_at
        if moment is None or row.was_reviewed or row.is_joint or not versions:
            continue
        day = timezone.localdate(moment)
        begun = [number for valid_from, number in versions if valid_from <= day]
        found[row.pk] = calendar_days_after(day, begun[-1] if begun else versions[0][1], days)
    return found
