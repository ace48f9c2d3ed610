"""What the clock brings: a conference is announced, or opens. Each is told once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from conferences.locking import conference_lock
from conferences.models import Conference, ConferencePage
from ledger.models import Event
from ledger.services import event_record, target_key
from notifications.models import Followed
from notifications.services import announce

# Conferences that came in with old data aren't news.
NEWS = timedelta(days=2)
STEPS = {
    "announced_at": ("conference.announce", "conference.announced"),
    "opens_at": ("conference.open", "conference.opened"),
}


def conferences_tell() -> int:
    """Tell of every conference that was announced or opened lately; how many facts."""
    now, told = timezone.now(), 0
    for field in STEPS:
        lately = {f"{field}__lte": now, f"{field}__gt": now - NEWS}
        rows = Conference.objects.filter(**lately, cancelled_at=None)
        for conference_id in rows.values_list("pk", flat=True):
            told += conference_step_tell(conference_id=conference_id, field=field)
    return told


@transaction.atomic
def conference_step_tell(*, conference_id: int, field: str) -> bool:
    """Tell one step, once; False when there is nothing (more) to tell."""
    conference = conference_lock(conference_id)
    verb, kind = STEPS[field]
    moment = getattr(conference, field)
    is_news = timezone.now() - NEWS < moment <= timezone.now() and conference.cancelled_at is None
    if not is_news or _is_told(conference, verb) or not _is_public(conference):
        return False
    event = event_record(verb=verb, target=conference, agency_id=conference.agency_id)
    conference_announce(conference, kind, event, wide=True)
    return True


def conference_announce(
    conference: Conference, kind: str, event: Event, *, wide: bool = False
) -> None:
    """For those who follow the conference; ``wide``: all conferences and the agency too."""
    things = [(Followed.CONFERENCE, conference.key)]
    if wide:
        things += [(Followed.CONFERENCES, ""), (Followed.AGENCY, conference.agency.key)]
    path = f"/conferences/{conference.key}/"
    announce(event=event, kind=kind, data={}, path=path, things=things)


def _is_public(conference: Conference) -> bool:
    return ConferencePage.objects.live().filter(conference=conference).exists()


def _is_told(conference: Conference, verb: str) -> bool:
    kind, key = target_key(conference)
    return Event.objects.filter(target_kind=kind, target_id=key, verb=verb).exists()
