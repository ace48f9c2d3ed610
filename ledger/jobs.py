"""Timed work of the ground floor: tasks of dead workers go back to the queue."""

from datetime import timedelta

from django.utils import timezone

from django_tasks_db.models import DBTaskResult

from ledger.schedule import job

# Longer than any task of the portal takes, by far.
DEAD_AFTER = timedelta(minutes=15)
MAX_STARTS = 3


@job("ledger.tasks_reap", every=timedelta(minutes=1))
def tasks_reap() -> int:
    """Tasks that a worker began and never ended are begun again; how many.

    A worker killed in a task leaves it running for ever (django-tasks has no recovery). A task that
    took ``MAX_STARTS`` workers down with it is failed instead. Handlers are made to be repeated.
    """
    running = DBTaskResult.objects.filter(
        status="RUNNING", started_at__lt=timezone.now() - DEAD_AFTER
    )
    dangerous = [row.pk for row in running if len(row.worker_ids) >= MAX_STARTS]
    running.filter(pk__in=dangerous).update(
        status="FAILED",
        finished_at=timezone.now(),
        exception_class_path="ledger.jobs.WorkerDied",
        traceback="",
        return_value=None,
    )
    return running.update(status="READY", started_at=None)


class WorkerDied(Exception):
    """Named in tasks that were given up after the death of several workers."""
