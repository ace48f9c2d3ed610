"""The figures of a report: aggregated in the database, a constant number of queries.

What came in is counted by the legal day of registration, at the body that holds it now: a body that
handed an application on is not charged with it, though its time runs from registration. Everything
else (redirects, extensions, stops, …) is counted by the moment it happened.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import RoleKind
from agencies.models import Agency
from appeals.models import (
    Answer,
    Appeal,
    Extension,
    KindChange,
    Rating,
    Redirect,
    Reopening,
    StopDecision,
)
from appeals.permissions import WORKERS
from appeals.states import OPEN_STATES, RedirectState
from core.audience import Reader
from moderation.models import Decision, ModerationDecision

# Whose reports may be of every body, or of all together.
OVERSEERS = (RoleKind.OPERATOR, RoleKind.AUDITOR)
IN_TERM, LATE, REVIEWED, OVERDUE, OTHER = "in_term", "late", "reviewed", "overdue", "other"


@dataclass(frozen=True)
class Wanted:
    """A period, its last day included, and the bodies (None: all of them)."""

    since: date
    until: date
    agencies: frozenset[int] | None

    def scoped(self, path: str) -> Q:
        """The rows of these bodies."""
        return Q() if self.agencies is None else Q(**{f"{path}__in": sorted(self.agencies)})

    def happened(self, path: str) -> Q:
        """The moments of the period."""
        first, after = _midnight(self.since), _midnight(self.until + timedelta(days=1))
        return Q(**{f"{path}__gte": first, f"{path}__lt": after})


@dataclass
class Handled:
    """How some applications were handled. ``days``: how many were first answered on which day.

    ``in_term`` and ``late`` are first answers; ``unmeasured`` those of applications whose term a
    review has replaced since. ``unanswered_late``: open beyond the term, never answered;
    ``overdue``: all open beyond the term, reviews too.
    """

    received: int = 0
    in_term: int = 0
    late: int = 0
    unmeasured: int = 0
    unanswered_late: int = 0
    overdue: int = 0
    days: Counter[int] = field(default_factory=Counter)

    @property
    def answered(self) -> int:
        """With a first answer."""
        return self.in_term + self.late + self.unmeasured

    @property
    def in_term_percent(self) -> int | None:
        """Of those whose term has been kept or missed. Never answering doesn't help."""
        return percent(self.in_term, self.in_term + self.late + self.unanswered_late)

    def add(self, row: dict[str, Any]) -> None:
        """One group of the database's counting."""
        number, verdict = row["number"], row["verdict"]
        self.received += number
        self.overdue += row["overdue"]
        self.in_term += number if verdict == IN_TERM else 0
        self.late += number if verdict == LATE else 0
        self.unmeasured += number if verdict == REVIEWED else 0
        self.unanswered_late += number if verdict == OVERDUE else 0
        if row["took"] is not None:
            self.days[max(0, row["took"].days)] += number


@dataclass(frozen=True)
class Redirects:
    """Hand-overs of a period: by what became of them."""

    handed_on: int
    received: int
    returned: int
    late: int
    by_operator: int


@dataclass(frozen=True)
class Report:
    """Everything on the page. Keys of the dictionaries are ids and codes."""

    total: Handled
    topics: dict[int, Handled]
    redirects: Redirects
    extensions: int
    kinds: dict[tuple[str, str], int]
    stops: dict[int, int]
    refusals: dict[tuple[str, int], int]
    reviews: int
    reviews_by_rating: int
    ratings: dict[str, int]
    answers: int
    overridden: int


def agencies_for(reader: Reader) -> QuerySet[Agency] | None:
    """The bodies whose reports the reader may see; None for people without any reports."""
    if reader.has(*OVERSEERS):
        return Agency.objects.all()
    own = reader.agencies_as(*WORKERS)
    return Agency.objects.filter(pk__in=own) if own else None


def report_of(wanted: Wanted, today: date | None = None) -> Report:
    """Count. Nine queries, however many the rows."""
    topics = _handled(wanted, today or timezone.localdate())
    total = Handled()
    for topic in topics.values():
        _join(total, topic)
    answers = Answer.objects.filter(wanted.scoped("agency"), wanted.happened("delivered_at"))
    sent = answers.aggregate(
        answers=Count("pk"), overridden=Count("pk", filter=Q(overridden_by__isnull=False))
    )
    reviews = Reopening.objects.filter(wanted.scoped("appeal__agency"), wanted.happened("at"))
    asked = reviews.aggregate(
        reviews=Count("pk"), reviews_by_rating=Count("pk", filter=Q(by_rating=True))
    )
    extended = _course(Extension.objects.all(), wanted).aggregate(extensions=Count("pk"))
    return Report(
        total=total,
        topics=topics,
        redirects=_redirects(wanted),
        kinds=_kinds(wanted),
        stops=_counted(_course(StopDecision.objects.all(), wanted), "ground_id"),
        refusals=_refusals(wanted),
        ratings=_counted(_course(Rating.objects.all(), wanted, "at"), "value"),
        **sent,
        **asked,
        **extended,
    )


def appeals_of(wanted: Wanted) -> QuerySet[Appeal]:
    """What came in. A joint part is answered within the whole and is not counted."""
    days = Q(registered_on__gte=wanted.since, registered_on__lte=wanted.until)
    return Appeal.objects.filter(wanted.scoped("agency"), days, is_joint=False)


def percentile(days: Counter[int], share: float) -> int | None:
    """The smallest day by which at least this share was answered: ``percentile_disc`` of SQL.

    The database groups by days, so this reads some hundred numbers at most, on every engine alike.
    """
    total, seen = days.total(), 0
    for day in sorted(days):
        seen += days[day]
        if seen >= share * total:
            return day
    return None


def percent(part: int, whole: int) -> int | None:
    """In whole percent, never rounded up to all or down to none; None of nothing."""
    if not whole:
        return None
    near = round(100 * part / whole)
    return min(max(near, 1 if part else 0), 100 if part == whole else 99)


def took_days() -> ExpressionWrapper:
    """Calendar days from registration to the first answer."""
    took = TruncDate("answered_at") - F("registered_on")
    return ExpressionWrapper(took, output_field=DurationField())


def _handled(wanted: Wanted, today: date) -> dict[int, Handled]:
    overdue = Q(state__in=OPEN_STATES, due_on__lt=today)
    # A review gave the application another term; the one of the first answer is not kept.
    reviewed = Q(answered_at__lt=F("reopened_at"))
    verdict = Case(
        When(reviewed, then=Value(REVIEWED)),
        When(answered_at__isnull=False, answered_day__lte=F("due_on"), then=Value(IN_TERM)),
        When(answered_at__isnull=False, then=Value(LATE)),
        When(overdue, then=Value(OVERDUE)),
        default=Value(OTHER),
        output_field=CharField(),
    )
    rows = appeals_of(wanted).annotate(answered_day=TruncDate("answered_at"))
    rows = rows.annotate(took=took_days(), verdict=verdict).order_by()
    found: dict[int, Handled] = {}
    counted: Any = rows.values("topic_id", "took", "verdict").annotate(
        number=Count("pk"), overdue=Count("pk", filter=overdue)
    )
    for row in counted:
        found.setdefault(row["topic_id"], Handled()).add(row)
    return found


def _join(total: Handled, other: Handled) -> None:
    for name in ("received", "in_term", "late", "unmeasured", "unanswered_late", "overdue"):
        setattr(total, name, getattr(total, name) + getattr(other, name))
    total.days.update(other.days)


def _redirects(wanted: Wanted) -> Redirects:
    """By decision; a hand-over within the chosen bodies is both handed on and received."""
    outgoing, incoming = wanted.scoped("from_agency"), wanted.scoped("to_agency")
    accepted = Q(state=RedirectState.ACCEPTED)
    rows = Redirect.objects.filter(outgoing | incoming, wanted.happened("decided_at"))
    return Redirects(
        **rows.order_by().aggregate(
            handed_on=Count("pk", filter=outgoing & accepted),
            received=Count("pk", filter=incoming & accepted),
            returned=Count("pk", filter=outgoing & Q(state=RedirectState.RETURNED)),
            late=Count("pk", filter=outgoing & accepted & Q(is_late=True)),
            by_operator=Count("pk", filter=outgoing & accepted & Q(is_escalated=True)),
        )
    )


def _course(rows: QuerySet[Any], wanted: Wanted, moment: str = "decided_at") -> QuerySet[Any]:
    return rows.filter(wanted.scoped("appeal__agency"), wanted.happened(moment)).order_by()


def _counted(rows: QuerySet[Any], name: str) -> dict[Any, int]:
    return dict(rows.values_list(name).annotate(number=Count("pk")))


def _kinds(wanted: Wanted) -> dict[tuple[str, str], int]:
    rows = _course(KindChange.objects.all(), wanted)
    counted = rows.values_list("old_kind", "new_kind").annotate(number=Count("pk"))
    return {(old, new): number for old, new, number in counted}


def _refusals(wanted: Wanted) -> dict[tuple[str, int], int]:
    rows = ModerationDecision.objects.filter(
        wanted.scoped("agency"), wanted.happened("decided_at"), decision=Decision.REFUSED
    ).filter(kind__in=("appeal", "answer"))
    counted = rows.order_by().values_list("kind", "ground_id").annotate(number=Count("pk"))
    return {(kind, ground): number for kind, ground, number in counted}


def names(rows: Iterable[Any], name: str) -> dict[int, str]:
    """Rows' own names in the active language, by id."""
    return {row.pk: row.localized(name) for row in rows}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
