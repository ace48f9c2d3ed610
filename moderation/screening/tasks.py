"""What a worker does after a text was queued."""

from django_tasks import task


@task()
def screen_finish_task(item_id: int) -> None:
    """Look for mistakes and another topic, count the hits. A decided text is left alone."""
    # Here, because the services of moderation put this task in the queue.
    from moderation.screening.services import screen_finish

    screen_finish(item_id=item_id)
