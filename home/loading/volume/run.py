"""The whole of it: plan, make in processes, write in one transaction, settle the figures."""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, connections, transaction
from django.db.models import F, Max
from django.utils import timezone

from agencies.models import Agency, Office, Topic
from appeals.counting import recount
from appeals.models import Appeal
from appeals.originals import original_of
from appeals.states import Kind, Publication
from core.errors import Refused
from home.loading.bodies import bodies_load
from home.loading.faces import blogs_load
from home.loading.site import site_prepare
from home.loading.volume.cases import Frame, OfficeAt
from home.loading.volume.columns import MODELS, models, tables
from home.loading.volume.plan import Plan, first_of_years, plan_make, years_of
from home.loading.volume.rows import Made, RowMaker
from home.loading.volume.tables import (
    id_after,
    ids_settle,
    indexes_paused,
    memory_for_building,
    rows_write,
    tables_analyze,
)
from law.models import TermSet
from law.selectors import calendar, term_for
from ledger.counters import counter_set
from ledger.models import NumberSeries
from moderation.models import Ground
from moderation.services import moderation_open

RUN = 500
IN_FLIGHT = 3
FIRST_LEGACY = 1_000_001
Progress = Callable[[int, int], None]


@dataclass
class Report:
    """What took how long, in seconds."""

    total: int
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time a part."""
        begun = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - begun, 1)


def volume_load(
    *, total: int, seed: int = 1, processes: int = 2, progress: Progress | None = None
) -> Report:
    """Write ``total`` applications; all of them or, if anything fails, none."""
    report = Report(total)
    with report.part("all"):
        with transaction.atomic():
            with report.part("prepare"):
                bodies_prepare()
                frame = frame_of(total, seed)
            made = _made(frame, processes)
            memory_for_building()
            with report.part("with indexes"), indexes_paused(models()), report.part("rows"):
                _write_all(frame, made, progress)
            with report.part("settle"):
                _settle(frame)
        with report.part("analyze"):
            tables_analyze(models())
    return report


def bodies_prepare() -> None:
    """The demo's agencies and offices; they are loaded when the database is empty."""
    if not Agency.objects.exists():
        site_prepare()
        bodies_load(timezone.localdate())
        blogs_load(timezone.localdate())
    if not Office.objects.filter(key="samaldy-akim").exists():
        raise Refused("volume needs the agencies of the demo, or an empty database.")


def frame_of(total: int, seed: int) -> Frame:
    """What the making processes must know."""
    now = timezone.now()
    plan = plan_make(total, seed, now)
    rules = {kind: term_for(kind, timezone.localdate()) for kind in Kind.values}
    versions = dict(TermSet.objects.values_list("version", "pk"))
    return Frame(
        plan=plan,
        first_ids={name: id_after(model) for name, (model, _columns) in MODELS.items()},
        first_legacy=_first_legacy(),
        first_of_year=first_of_years(years_of(plan)),
        last_numbers=_last_numbers(plan),
        offices=_offices(),
        topics=dict(Topic.objects.values_list("key", "pk")),
        rules=rules,
        term_sets={kind: versions[rule.version] for kind, rule in rules.items()},
        calendar=calendar(),
        ground_id=Ground.objects.for_refusals().earliest("order").pk,
        now=now,
        tables=tables(),
        as_bytes=connection.vendor == "postgresql",
    )


def _first_legacy() -> int:
    last = Appeal.objects.aggregate(last=Max("legacy_number"))["last"] or 0
    return max(FIRST_LEGACY, last + 1)


def _last_numbers(plan: Plan) -> dict[int, int]:
    """The series of these years, locked, so that nobody takes our numbers meanwhile."""
    names = {f"OD-{year}": year for year in years_of(plan)}
    for name in names:
        NumberSeries.objects.get_or_create(name=name)
    rows = NumberSeries.objects.select_for_update().filter(name__in=names).order_by("name")
    return {names[row.name]: row.last for row in rows}


def _offices() -> dict[str, tuple[OfficeAt, ...]]:
    found: dict[str, list[OfficeAt]] = {}
    rows = Office.objects.select_related("agency").prefetch_related("tenures")
    for office in rows.order_by("agency", "order"):
        newest = sorted(office.tenures.all(), key=lambda row: row.starts_on, reverse=True)
        tenures = tuple((row.starts_on, row.pk) for row in newest)
        row = OfficeAt(office.pk, office.agency_id, tenures)
        found.setdefault(office.agency.key, []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def _write_all(frame: Frame, made: Iterator[tuple[int, Made]], progress: Progress | None) -> None:
    total, done = frame.plan.figures.total, 0
    for count, rows in made:
        for name in MODELS:
            if rows[name]:
                rows_write(frame.tables[name], rows[name])
        done += count
        if progress:
            progress(done, total)


# Making in processes.

_maker: RowMaker | None = None


def _made(frame: Frame, processes: int) -> Iterator[tuple[int, Made]]:
    """Rows of one run after another, in order, a few runs ahead of the writing."""
    total = frame.plan.figures.total
    spans = [(first, min(first + RUN, total)) for first in range(0, total, RUN)]
    if processes < 2 or connection.vendor != "postgresql":
        maker = RowMaker(frame)
        return ((last - first, maker.run(first, last)) for first, last in spans)
    return _made_elsewhere(frame, spans, processes)


def _made_elsewhere(
    frame: Frame, spans: list[tuple[int, int]], processes: int
) -> Iterator[tuple[int, Made]]:
    # Threads of this process don't survive a fork, nor may a child use our connection.
    context = multiprocessing.get_context("fork")
    with context.Pool(processes, initializer=_start, initargs=(frame,)) as pool:
        waiting: deque = deque()
        left = iter(spans)
        while True:
            while len(waiting) < processes * IN_FLIGHT and (span := next(left, None)):
                waiting.append((span, pool.apply_async(_make, span)))
            if not waiting:
                return
            (first, last), result = waiting.popleft()
            yield last - first, result.get()


def _start(frame: Frame) -> None:
    global _maker
    for name in connections:
        # Forget the parent's socket without saying goodbye on it.
        connections[name].connection = None
    _maker = RowMaker(frame)


def _make(first: int, last: int) -> Made:
    assert _maker is not None
    return _maker.run(first, last)


# Afterwards.


def _settle(frame: Frame) -> None:
    """Sequences, numbers, figures, and the queue of moderation."""
    ids_settle(models())
    for year, count in years_of(frame.plan).items():
        NumberSeries.objects.filter(name=f"OD-{year}").update(last=F("last") + count)
    for name, value in recount().items():
        counter_set(name, value)
    _queue_fill(frame.first_ids["appeal"], frame.now)


def _queue_fill(first_id: int, now: datetime) -> None:
    waiting = Appeal.objects.filter(pk__gte=first_id, publication=Publication.PENDING)
    for appeal in waiting.select_related("agency", "original__row_key"):
        original = original_of(appeal)
        moderation_open(
            kind="appeal",
            target_id=str(appeal.pk),
            agency=appeal.agency,
            language=appeal.language,
            subject=original.subject,
            body=original.text,
        )
