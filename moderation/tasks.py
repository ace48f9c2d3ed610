"""What a worker does."""

from django_tasks import task


@task()
def moderation_start_task(item_id: int) -> None:
    """Start the workflow of a text. Nothing happens to one that is decided or started already."""
    # Here, because the services put this task in the queue.
    from moderation.services import moderation_start

    moderation_start(item_id=item_id)
