"""The moderators' figures: how quickly, on which grounds, how alike. For moderators only."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from moderation.models import (
    BlindReading,
    Decision,
    Ground,
    ModerationDecision,
    ModerationObjection,
    ObjectionOutcome,
)
from moderation.selectors.queue import kind_choices

PERIODS = (30, 90, 365)
# Below this many pairs kappa says more about chance than about people.
KAPPA_FROM = 20


@dataclass(frozen=True)
class KindFigures:
    """The decisions on one kind of text. ``late``: decided after the promised moment."""

    kind: str
    label: str
    total: int
    approved: int
    corrected: int
    refused: int
    late: int
    median: timedelta

    @property
    def median_text(self) -> str:
        """The median in hours and minutes of the clock, days off included."""
        hours, rest = divmod(int(self.median.total_seconds()), 3600)
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest // 60}


@dataclass(frozen=True)
class GroundUse:
    """How many decisions named a ground: refusals, and publications with words taken out."""

    title: str
    refused: int
    corrected: int


@dataclass(frozen=True)
class Agreement:
    """How often a second reader would have decided the same. ``share`` is from 0 to 1.

    ``kappa`` is Cohen's: what is left of the agreement when chance is taken off. Nothing below
    ``KAPPA_FROM`` pairs, or when both always said the same one thing.
    """

    label: str
    sample: int
    same: int
    kappa: float | None

    @property
    def percent(self) -> int:
        """The plain share, in whole percent."""
        return round(100 * self.same / self.sample) if self.sample else 0


@dataclass(frozen=True)
class ObjectionFigures:
    """Objections filed in the period, by their outcome."""

    filed: int
    waiting: int
    upheld: int
    overturned: int
    lapsed: int


@dataclass(frozen=True)
class DeskReport:
    """Everything on the page of figures."""

    days: int
    kinds: list[KindFigures]
    grounds: list[GroundUse]
    agreements: list[Agreement]
    objections: ObjectionFigures


def desk_report(days: int) -> DeskReport:
    """The figures of the last so many days. The number of queries depends on the kinds only."""
    since = timezone.now() - timedelta(days=days)
    return DeskReport(
        days=days,
        kinds=_kinds(since),
        grounds=_grounds(since),
        agreements=_agreements(since),
        objections=_objections(since),
    )


def _kinds(since: datetime) -> list[KindFigures]:
    rows = ModerationDecision.objects.filter(decided_at__gte=since).order_by()
    counted = {
        row["kind"]: row
        for row in rows.values("kind").annotate(
            total=Count("pk"),
            approved=Count("pk", filter=Q(decision=Decision.APPROVED)),
            corrected=Count("pk", filter=Q(decision=Decision.CORRECTED)),
            refused=Count("pk", filter=Q(decision=Decision.REFUSED)),
            late=Count("pk", filter=Q(decided_at__gt=F("due_at"))),
        )
    }
    return [
        KindFigures(
            label=label,
            median=_median(rows.filter(kind=kind), counted[kind]["total"]),
            **counted[kind],
        )
        for kind, label in kind_choices()
        if kind in counted
    ]


def _median(rows: QuerySet[ModerationDecision], total: int) -> timedelta:
    """The middle one, or the upper of the two in the middle."""
    seconds = rows.order_by("seconds").values_list("seconds", flat=True)
    return timedelta(seconds=seconds[total // 2])


def _grounds(since: datetime) -> list[GroundUse]:
    """The grounds used, the most frequent first."""
    refused = _uses(Ground.objects.filter(refusals__decided_at__gte=since), "refusals")
    corrected = _uses(Ground.objects.filter(corrections__decided_at__gte=since), "corrections")
    used = Ground.objects.filter(pk__in={*refused, *corrected})
    rows = [GroundUse(str(row), refused.get(row.pk, 0), corrected.get(row.pk, 0)) for row in used]
    return sorted(rows, key=lambda row: (-row.refused, -row.corrected))


def _uses(rows: QuerySet[Ground], relation: str) -> dict[int, int]:
    counted = rows.order_by().annotate(uses=Count(relation, distinct=True))
    return dict(counted.values_list("pk", "uses"))


def _agreements(since: datetime) -> list[Agreement]:
    rows = (
        BlindReading.objects.filter(closed_at__gte=since)
        .exclude(verdict="")
        .order_by()
        .values_list("decision__kind", "decision__decision", "verdict")
        .annotate(number=Count("pk"))
    )
    pairs: dict[str, Counter[tuple[str, str]]] = {}
    for kind, first, second, number in rows:
        pairs.setdefault(kind, Counter())[first, second] += number
    return [agreement_of(label, pairs[kind]) for kind, label in kind_choices() if kind in pairs]


def agreement_of(label: str, pairs: "Counter[tuple[str, str]]") -> Agreement:
    """Agreement of pairs (first decision, second reader's), with Cohen's kappa.

    J. Cohen, "A coefficient of agreement for nominal scales", 1960.
    """
    sample = sum(pairs.values())
    same = sum(number for (first, second), number in pairs.items() if first == second)
    firsts: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for (first, second), number in pairs.items():
        firsts[first] += number
        seconds[second] += number
    by_chance = sum(firsts[name] * seconds[name] for name in firsts) / (sample * sample or 1)
    is_told = sample >= KAPPA_FROM and by_chance < 1
    kappa = (same / sample - by_chance) / (1 - by_chance) if is_told else None
    return Agreement(label, sample, same, kappa)


def _objections(since: datetime) -> ObjectionFigures:
    rows = ModerationObjection.objects.filter(filed_at__gte=since).order_by()
    found = rows.aggregate(
        filed=Count("pk"),
        waiting=Count("pk", filter=Q(outcome="")),
        **{name: Count("pk", filter=Q(outcome=name)) for name in ObjectionOutcome.values},
    )
    return ObjectionFigures(**found)
