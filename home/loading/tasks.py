"""Background work that so many new rows would leave behind, done here at once instead."""

from wagtail.models import Page, ReferenceIndex
from wagtail.search.backends import get_search_backend
from wagtail.tasks import update_reference_index_task

from django_tasks_db.models import DBTaskResult
from modelsearch.tasks import insert_or_update_object_task

from moderation.tasks import moderation_start_task

NEEDLESS = (moderation_start_task, update_reference_index_task, insert_or_update_object_task)


def tasks_do_now() -> None:
    """Fill Wagtail's indexes of pages and take the same work out of the queue.

    Else the worker's first minute would be a thousand tasks, one a page or text.
    """
    pages = list(Page.objects.filter(depth__gt=1).specific())
    for page in pages:
        ReferenceIndex.create_or_update_for_object(page)
    by_model: dict[type[Page], list[Page]] = {}
    for page in pages:
        by_model.setdefault(type(page), []).append(page)
    backend = get_search_backend()
    for model, rows in by_model.items():
        backend.add_bulk(model, rows)
    paths = [task.module_path for task in NEEDLESS]
    DBTaskResult.objects.filter(task_path__in=paths, status="READY").delete()
