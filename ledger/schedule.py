"""Timed work: each job has a row, and whoever takes its lease runs it, however many schedulers.

A job is a function without arguments, entered by ``@job`` in an app's ``jobs.py`` and imported when
the app is ready. It runs outside any transaction and opens its own. It may be cut off anywhere and
run again, so it must do no harm when it does something twice. While it runs its lease is renewed;
after a crash the lease ends by itself and another scheduler takes the job.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import close_old_connections, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ledger.models import ScheduledJob

logger = logging.getLogger(__name__)
Run = Callable[[], object]
Item = TypeVar("Item")
LEASE = timedelta(seconds=60)
NO_LEASE = 5 * LEASE
BEAT_SECONDS = 20.0
# Pauses after a failure double from the first to the last; a job that runs oftener keeps its step.
FIRST_PAUSE, LAST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """One kind of timed work: every so often, or daily from ``at_hour`` (local time)."""

    name: str
    run: Run
    every: timedelta
    at_hour: int | None = None

    def after(self, moment: datetime) -> datetime:
        """When it is due next after it ran at ``moment``."""
        if self.at_hour is None:
            return moment + self.every
        local = timezone.localtime(moment)
        due = local.replace(hour=self.at_hour, minute=0, second=0, microsecond=0)
        return due if due > local else due + DAY

    def after_failure(self, moment: datetime, failures: int) -> datetime:
        """When to try again after ``failures`` in a row."""
        pause = min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LAST_PAUSE)
        return min(self.after(moment), moment + pause)


@dataclass(frozen=True)
class Ran:
    """What became of one run; ``error`` is the name of what was raised."""

    name: str
    seconds: float
    error: str = ""


JOBS: dict[str, Job] = {}


def job(
    name: str, *, every: timedelta | None = None, at_hour: int | None = None
) -> Callable[[Run], Run]:
    """Enter a function as timed work: ``@job("surveys.mix", every=timedelta(seconds=20))``.

    Exactly one of ``every`` and ``at_hour`` (0 to 23, local time, daily). Raises ``ValueError`` for
    a schedule that is none and for a name that another function has.
    """
    if (every is None) == (at_hour is None):
        raise ValueError(f"job {name!r} needs either every= or at_hour=")
    if every is not None and every <= timedelta(0):
        raise ValueError(f"job {name!r} must have a time between its runs")
    if at_hour is not None and not 0 <= at_hour <= 23:
        raise ValueError(f"job {name!r} has no such hour")

    def enter(run: Run) -> Run:
        other = JOBS.get(name)
        if other and other.run.__qualname__ != run.__qualname__:
            raise ValueError(f"there are two jobs named {name!r}")
        JOBS[name] = Job(name, run, every or DAY, at_hour)
        return run

    return enter


class SomeFailed(Exception):
    """A job did its work for all but these many; the log says what was raised."""


def each_apart(items: Iterable[Item], act: Callable[[Item], object]) -> list[object]:
    """Do it for each item: one that raises stops no other, this time or ever.

    What ``act`` gave for each. Raises ``SomeFailed`` at the end, so that the job is told as failed.
    """
    given: list[object] = []
    failed = 0
    for item in items:
        try:
            given.append(act(item))
        except Exception:
            failed += 1
            logger.exception("%s of a job failed", getattr(act, "__qualname__", "a part"))
    if failed:
        raise SomeFailed(f"{failed} failed, {len(given)} did not")
    return given


def jobs_run_due(now: datetime | None = None) -> list[str]:
    """Run what is due at ``now`` (by default this moment), each job once; names of those that ran.

    A job that raises is logged, kept in its row and tried again later; the others go on.
    """
    return [ran.name for ran in jobs_run(now)]


def jobs_run(
    now: datetime | None = None, stopped: Callable[[], bool] = lambda: False
) -> Iterator[Ran]:
    """The same, telling of each as it ends; ``stopped`` is asked before each."""
    jobs_enter(now or timezone.now())
    done: set[str] = set()
    while not stopped():
        moment = now or timezone.now()
        row = _lease(moment, done)
        if row is None:
            return
        done.add(row.name)
        yield _run(row, moment)


def jobs_enter(now: datetime) -> None:
    """Rows for jobs that have none; a job whose step became shorter is due earlier."""
    known = dict(ScheduledJob.objects.values_list("name", "next_at"))
    missing = [one for one in JOBS.values() if one.name not in known]
    ScheduledJob.objects.bulk_create(
        [ScheduledJob(name=one.name, next_at=_first(one, now)) for one in missing],
        ignore_conflicts=True,
    )
    for one in JOBS.values():
        if one.name in known and known[one.name] > one.after(now):
            ScheduledJob.objects.filter(name=one.name).update(next_at=one.after(now))


def next_due(now: datetime) -> timedelta:
    """How long until a job is due; leased ones count from the end of their lease."""
    rows = ScheduledJob.objects.filter(name__in=JOBS).values_list("next_at", "leased_until")
    due = [
        max(next_at, leased_until) if leased_until and leased_until <= now + NO_LEASE else next_at
        for next_at, leased_until in rows
    ]
    return max(min(due, default=now + LEASE) - now, timedelta(0))


def _first(one: Job, now: datetime) -> datetime:
    return now if one.at_hour is None else one.after(now)


def _lease(now: datetime, done: set[str]) -> ScheduledJob | None:
    """Take the job that waits longest; nobody waits for another's row."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    # A lease longer than any can be was taken by a clock that was ahead, and put right since.
    free |= Q(leased_until__gt=now + NO_LEASE)
    due = ScheduledJob.objects.filter(free, name__in=set(JOBS) - done, next_at__lte=now)
    # Looking takes no lock: SQLite has but one for writing.
    return _take(due, now) if due.exists() else None


@transaction.atomic
def _take(due: QuerySet, now: datetime) -> ScheduledJob | None:
    skip = connection.features.has_select_for_update_skip_locked
    row = due.select_for_update(skip_locked=skip).order_by("next_at", "pk").first()
    if row is None:
        return None
    row.leased_by, row.leased_until = uuid4(), now + LEASE
    row.save(update_fields=["leased_by", "leased_until"])
    return row


def _run(row: ScheduledJob, started: datetime) -> Ran:
    one, clock = JOBS[row.name], time.monotonic()
    error = ""
    with _kept(row):
        try:
            one.run()
        except Exception as problem:
            error = type(problem).__name__
            logger.exception("job %s failed", one.name)
    if not connection.in_atomic_block:  # a job may have lost the connection
        close_old_connections()
    _end(row, one, started, error)
    return Ran(one.name, round(time.monotonic() - clock, 3), error)


def _end(row: ScheduledJob, one: Job, started: datetime, error: str) -> None:
    """Give the lease back, unless it ended meanwhile and another has it."""
    failures = min(row.failures + 1, 1000) if error else 0
    told = {"last_error": error} if error else {"last_error": "", "last_ok_at": started}
    due = one.after_failure(started, failures) if error else one.after(started)
    ScheduledJob.objects.filter(pk=row.pk, leased_by=row.leased_by).update(
        leased_by=None, leased_until=None, next_at=due, failures=failures, **told
    )


class _kept:  # noqa: N801 - reads as a word in a with statement
    """Renews a lease from a thread of its own while the job runs."""

    def __init__(self, row: ScheduledJob) -> None:
        self.pk, self.leased_by = row.pk, row.leased_by
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *raised: object) -> None:
        self.ended.set()
        self.thread.join()

    def _beat(self) -> None:
        while not self.ended.wait(BEAT_SECONDS):
            try:
                _renew(self.pk, self.leased_by)
            except Exception:  # the next beat may succeed; the lease outlasts two of them
                logger.exception("a lease could not be renewed")
            finally:
                connection.close()


def _renew(pk: int, leased_by: UUID | None) -> None:
    row = ScheduledJob.objects.filter(pk=pk, leased_by=leased_by)
    row.update(leased_until=timezone.now() + LEASE)
