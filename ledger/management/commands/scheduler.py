"""Runs timed work (``ledger.schedule``) until it is told to stop. Any number may run at once.

One JSON line a run: ``job``, ``seconds``, ``ok``, ``error`` (the name of what was raised, or
empty). ``--once`` runs what is due and ends. ``--status`` runs nothing and prints a line a job:
``job``, ``next_at``, ``running``, ``last_ok_at``, ``failures``, ``error``; it ends with 1 when a
job is late by more than ten minutes.
"""

import json
import logging
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from ledger.looping import Stopping
from ledger.models import ScheduledJob
from ledger.schedule import JOBS, Ran, jobs_enter, jobs_run, next_due

logger = logging.getLogger(__name__)
# A look at the table now and then, so that a job of another scheduler that died is found.
LONGEST_SLEEP, SHORTEST_SLEEP = 5.0, 0.2
LATE = timedelta(minutes=10)


class Command(BaseCommand):
    """See the module's words."""

    help = "Run timed work; any number of schedulers may run, each job runs once."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--once`` and ``--status``."""
        parser.add_argument("--once", action="store_true", help="run what is due, then end")
        parser.add_argument("--status", action="store_true", help="only say how each job stands")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loop; SIGTERM lets the job under way end."""
        if options["status"]:
            return self._status()
        stopped = Stopping()
        if options["once"]:
            return self._run(stopped)
        stopped.listen()
        while not stopped():
            try:
                close_old_connections()
                self._run(stopped)
                pause = next_due(timezone.now()).total_seconds()
                stopped.wait(min(max(pause, SHORTEST_SLEEP), LONGEST_SLEEP))
            except (OperationalError, InterfaceError):  # the database is away or overloaded
                logger.exception("timed work waits for the database")
                connection.close()
                stopped.wait(LONGEST_SLEEP)
        return None

    def _run(self, stopped: Stopping) -> None:
        for ran in jobs_run(stopped=stopped):
            self._tell(ran)

    def _tell(self, ran: Ran) -> None:
        line = {"job": ran.name, "seconds": ran.seconds, "ok": not ran.error, "error": ran.error}
        self.stdout.write(json.dumps(line))
        self.stdout.flush()

    def _status(self) -> None:
        now = timezone.now()
        jobs_enter(now)
        rows = list(ScheduledJob.objects.filter(name__in=JOBS).order_by("name"))
        for row in rows:
            self.stdout.write(json.dumps(_told(row)))
        late = [row.name for row in rows if row.next_at + LATE < now]
        if late:
            raise CommandError(f"late: {', '.join(late)}")


def _told(row: ScheduledJob) -> dict[str, Any]:
    return {
        "job": row.name,
        "next_at": row.next_at.isoformat(),
        "running": bool(row.leased_until and row.leased_until > timezone.now()),
        "last_ok_at": row.last_ok_at and row.last_ok_at.isoformat(),
        "failures": row.failures,
        "error": row.last_error,
    }
