"""Searches that people follow: what is new since they were last told."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ledger.schedule import each_apart
from ledger.services import event_record
from notifications.models import Followed, Pace, Subscription
from notifications.services import notice_write
from search.selectors import entered_count

# How often to look, by how often the person wants to hear of it.
STEPS = {
    Pace.ONCE: timedelta(minutes=15),
    Pace.DAILY: timedelta(hours=6),
    Pace.WEEKLY: timedelta(days=1),
}
# A text gets its moment shortly before others can read it: the last minute waits for the next look.
SETTLE = timedelta(minutes=1)


def searches_tell() -> int:
    """Tell of new finds; how many people were told. Each search is a transaction of its own."""
    now = timezone.now()
    waiting: list[int] = []
    for pace, step in STEPS.items():
        due = Subscription.objects.filter(
            kind=Followed.SEARCH, pace=pace, seen_at__lte=now - step, user__is_active=True
        )
        waiting += due.order_by("seen_at").values_list("pk", flat=True)
    return sum(map(bool, each_apart(waiting, lambda pk: search_tell(subscription_id=pk))))


@transaction.atomic
def search_tell(*, subscription_id: int) -> bool:
    """Tell of one search, if there is anything new; whether there was."""
    rows = Subscription.objects.select_for_update(of=("self",))
    row = rows.select_related("user").filter(pk=subscription_id).first()
    if row is None:
        return False
    until = timezone.now() - SETTLE
    fresh = entered_count(
        query=row.said, page_language=row.language, since=row.seen_at, until=until
    )
    row.seen_at = max(row.seen_at, until)
    row.save(update_fields=["seen_at"])
    if not fresh:
        return False
    event = event_record(verb="search.found", target=row, data={"count": fresh})
    notice_write(
        user_id=row.user_id,
        kind="search.found",
        data={"count": fresh},
        path=f"/notices/searches/{row.public_id}/",
        event=event,
        subscription=row,
    )
    return True
