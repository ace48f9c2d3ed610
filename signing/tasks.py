"""What the worker does for signing."""

from django_tasks import task


@task()
def pending_check_task(pending_id: int) -> None:
    """Check a waiting signature again. Nothing happens to one that is decided already."""
    # Here, because the services put this task in the queue.
    from signing.models import PendingSignature
    from signing.pending import pending_check_later
    from signing.rechecking import pending_check

    row = PendingSignature.objects.filter(pk=pending_id, resolved_at=None).first()
    if row is not None and not pending_check(row):
        pending_check_later(row)
