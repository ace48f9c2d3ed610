"""Timed work: due, once, again after a failure, and after the death of whoever held it."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.management import CommandError, call_command
from django.utils import timezone

import pytest
from django_tasks_db.models import DBTaskResult

from ledger import schedule
from ledger.jobs import DEAD_AFTER, MAX_STARTS, tasks_reap
from ledger.models import ScheduledJob
from ledger.schedule import JOBS, LEASE, job, jobs_run_due, next_due
from tests.notifications.processes import database_url
from tests.signing.test_parallel import together

ALMATY = ZoneInfo("Asia/Almaty")
NOON = datetime(2026, 11, 23, 12, 30, tzinfo=ALMATY)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def only_own_jobs() -> Iterator[None]:
    """The jobs of the portal don't run here; those made here are gone afterwards."""
    kept = dict(JOBS)
    JOBS.clear()
    yield
    JOBS.clear()
    JOBS.update(kept)


def make_job(name: str = "test.job", **when: Any) -> list[int]:
    """A job that counts its runs."""
    runs: list[int] = []

    @job(name, **(when or {"every": MINUTE}))
    def run() -> None:
        runs.append(len(runs))

    return runs


def row(name: str = "test.job") -> ScheduledJob:
    return ScheduledJob.objects.get(name=name)


@pytest.mark.django_db
def test_job_runs_at_once_and_then_each_time_it_is_due() -> None:
    runs = make_job()
    assert jobs_run_due(NOON) == ["test.job"]
    assert jobs_run_due(NOON + timedelta(seconds=59)) == []
    assert jobs_run_due(NOON + MINUTE) == ["test.job"]
    assert len(runs) == 2
    assert row().last_ok_at == NOON + MINUTE


@pytest.mark.django_db
def test_runs_missed_while_nothing_ran_are_not_made_up() -> None:
    runs = make_job()
    jobs_run_due(NOON)
    assert jobs_run_due(NOON + timedelta(days=3)) == ["test.job"]
    assert len(runs) == 2


@pytest.mark.django_db
def test_daily_job_waits_for_its_hour_of_almaty() -> None:
    make_job(at_hour=3)
    assert jobs_run_due(NOON) == []
    three = datetime(2026, 11, 24, 3, 0, tzinfo=ALMATY)
    assert row().next_at == three
    assert jobs_run_due(three) == ["test.job"]
    assert row().next_at == three + timedelta(days=1)


@pytest.mark.django_db
def test_job_that_raises_is_kept_tried_again_and_stops_nobody() -> None:
    runs = make_job("test.good")

    @job("test.bad", every=timedelta(days=7))
    def bad() -> None:
        raise ZeroDivisionError("with somebody's words in it")

    assert sorted(jobs_run_due(NOON)) == ["test.bad", "test.good"]
    assert len(runs) == 1
    bad_row = row("test.bad")
    assert (bad_row.last_error, bad_row.failures) == ("ZeroDivisionError", 1)
    assert (bad_row.next_at, bad_row.leased_by) == (NOON + MINUTE, None)
    jobs_run_due(NOON + MINUTE)
    assert row("test.bad").next_at == NOON + 3 * MINUTE  # two minutes after the second failure
    moment = NOON
    for _ in range(10):
        moment = row("test.bad").next_at
        jobs_run_due(moment)
    assert row("test.bad").next_at - moment == timedelta(hours=1)


@pytest.mark.django_db
def test_after_a_good_run_the_failures_are_forgotten() -> None:
    answers: list[Callable[[], object]] = [lambda: 1 / 0, lambda: None]

    @job("test.once_bad", every=MINUTE)
    def run() -> None:
        answers.pop(0)()

    jobs_run_due(NOON)
    jobs_run_due(NOON + MINUTE)
    assert (row("test.once_bad").last_error, row("test.once_bad").failures) == ("", 0)


@pytest.mark.parametrize(
    "when",
    [{}, {"every": MINUTE, "at_hour": 3}, {"every": timedelta(0)}, {"at_hour": 24}],
)
def test_schedule_that_is_none_is_refused(when: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        job("test.wrong", **when)


def test_two_jobs_of_one_name_are_refused() -> None:
    make_job()
    with pytest.raises(ValueError):

        @job("test.job", every=MINUTE)
        def other() -> None:
            """Never entered."""


@pytest.mark.django_db
def test_job_whose_step_became_shorter_is_due_earlier() -> None:
    make_job(every=timedelta(days=1))
    jobs_run_due(NOON)
    JOBS.clear()
    make_job()
    jobs_run_due(NOON + timedelta(seconds=1))
    assert row().next_at == NOON + timedelta(seconds=61)


@pytest.mark.django_db
def test_leased_job_is_left_alone_until_its_lease_ends() -> None:
    """As after the death of whoever held it."""
    runs = make_job()
    jobs_run_due(NOON)
    moment = NOON + MINUTE
    lease = {"leased_by": "00000000-0000-0000-0000-000000000001", "leased_until": moment + LEASE}
    ScheduledJob.objects.update(**lease)
    assert jobs_run_due(moment) == []
    assert next_due(moment) == LEASE
    assert jobs_run_due(moment + LEASE) == ["test.job"]
    assert len(runs) == 2


@pytest.mark.django_db
def test_lease_of_a_clock_that_was_ahead_ends_when_it_is_put_right() -> None:
    """The scheduler of a machine that stood in tomorrow died there; nobody waits until then."""
    runs = make_job()
    assert jobs_run_due(NOON + timedelta(days=1)) == ["test.job"]
    ahead = NOON + timedelta(days=1) + LEASE
    ScheduledJob.objects.update(leased_by=uuid4(), leased_until=ahead)
    assert next_due(NOON) <= timedelta(days=1) + MINUTE
    assert jobs_run_due(NOON) == []  # due again a step after this moment
    assert next_due(NOON) == MINUTE
    assert jobs_run_due(NOON + MINUTE) == ["test.job"]
    assert len(runs) == 2
    assert row().leased_until is None


@pytest.mark.django_db
def test_whoever_lost_its_lease_changes_nothing() -> None:
    @job("test.slow", every=MINUTE)
    def run() -> None:
        ScheduledJob.objects.update(leased_by="00000000-0000-0000-0000-000000000002")

    jobs_run_due(NOON)
    assert (row("test.slow").last_ok_at, row("test.slow").next_at) == (None, NOON)


@pytest.mark.django_db(transaction=True)
def test_schedulers_side_by_side_run_each_job_once() -> None:
    names = [f"test.job{number}" for number in range(12)]
    lock, runs = threading.Lock(), []

    def counted(name: str) -> Callable[[], None]:
        def run() -> None:
            with lock:
                runs.append(name)

        run.__qualname__ = name
        return run

    for name in names:
        job(name, every=MINUTE)(counted(name))
    answers = together(*[lambda: jobs_run_due(NOON)] * 4)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert sorted(runs) == sorted(names)
    assert sorted(name for answer in answers for name in answer) == sorted(names)


@pytest.mark.django_db(transaction=True)
def test_lease_of_a_long_job_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "BEAT_SECONDS", 0.05)
    renewed = threading.Event()
    first = timezone.now()

    @job("test.long", every=MINUTE)
    def run() -> None:
        for _ in range(200):
            until = row("test.long").leased_until
            if until and until > first + LEASE + timedelta(milliseconds=20):
                renewed.set()
                return
            renewed.wait(0.05)

    jobs_run_due()
    assert renewed.is_set()


DYING = """
import os, signal, sys
import django
django.setup()
from datetime import timedelta
from ledger.schedule import JOBS, job, jobs_run_due
JOBS.clear()
@job("test.dying", every=timedelta(minutes=1))
def die():
    os.kill(os.getpid(), signal.SIGKILL)
jobs_run_due()
"""


@pytest.mark.django_db(transaction=True)
def test_job_of_a_killed_scheduler_is_run_by_another() -> None:
    done = subprocess.run([sys.executable, "-c", DYING], env=process_env(), timeout=120)
    assert done.returncode == -signal.SIGKILL
    runs = make_job("test.dying")
    assert jobs_run_due(timezone.now()) == []
    assert jobs_run_due(timezone.now() + LEASE) == ["test.dying"]
    assert len(runs) == 1


@pytest.mark.django_db
def test_command_tells_each_run_and_how_jobs_stand() -> None:
    make_job()
    said = [json.loads(line) for line in told("--once").splitlines()]
    assert [(line["job"], line["ok"], line["error"]) for line in said] == [("test.job", True, "")]
    status = json.loads(told("--status"))
    assert (status["job"], status["running"], status["failures"]) == ("test.job", False, 0)
    ScheduledJob.objects.update(next_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(CommandError, match="late: test.job"):
        told("--status")


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("scheduler", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_sigterm_ends_the_scheduler() -> None:
    command = [sys.executable, "manage.py", "scheduler"]
    with subprocess.Popen(
        command, env=process_env(), stdout=subprocess.PIPE, text=True
    ) as scheduler:
        assert scheduler.stdout is not None
        json.loads(scheduler.stdout.readline())
        scheduler.terminate()
        assert scheduler.wait(60) == 0


def process_env() -> dict[str, str]:
    """A process of its own on the database of this test."""
    return {**os.environ, "DATABASE_URL": database_url()}


def make_task(status: str, age: timedelta, starts: int = 1) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=status,
        task_path="moderation.tasks.none",
        args_kwargs={"args": [], "kwargs": {}},
        run_after=timezone.now(),
        started_at=timezone.now() - age,
        worker_ids=[f"worker-{number}" for number in range(starts)],
        backend_name="default",
    )


@pytest.mark.django_db
def test_tasks_of_dead_workers_are_begun_again() -> None:
    dead = make_task("RUNNING", DEAD_AFTER + MINUTE)
    working = make_task("RUNNING", DEAD_AFTER - MINUTE)
    done = make_task("SUCCESSFUL", DEAD_AFTER + MINUTE)
    assert tasks_reap() == 1
    found = {task.pk: task.status for task in DBTaskResult.objects.all()}
    assert found == {dead.pk: "READY", working.pk: "RUNNING", done.pk: "SUCCESSFUL"}
    assert DBTaskResult.objects.ready().get() == dead


@pytest.mark.django_db
def test_task_that_kills_its_workers_is_given_up() -> None:
    deadly = make_task("RUNNING", DEAD_AFTER + MINUTE, starts=MAX_STARTS)
    assert tasks_reap() == 0
    deadly.refresh_from_db()
    assert deadly.status == "FAILED"
    assert deadly.exception_class_path == "ledger.jobs.WorkerDied"
