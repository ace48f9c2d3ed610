"""Conferences as events of a calendar and as a feed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferences.after.ical import ICAL_TYPE, CalendarEvent, ical
from conferences.models import Conference
from conferences.phases import Phase
from conferences.projections import ConferenceCard, card_of
from conferences.selectors import conference_get, conference_list
from ledger.models import Event
from ledger.services import target_key

MOST = 200
KEPT_SECONDS = 300

Change = tuple[int, datetime]


@require_safe
def conference_calendar(request: HttpRequest, key: str) -> HttpResponse:
    """One conference as a calendar file."""
    try:
        conference = conference_get(key)
    except Conference.DoesNotExist:
        raise Http404 from None
    card = card_of(conference)
    return _file(ical(card.theme, _events([conference])), f"conference-{card.key}.ics")


@require_safe
def coming_calendar(request: HttpRequest) -> HttpResponse:
    """What is announced or goes on. A cancelled one stays until its answers would have been due:
    so it is struck out in the calendars that follow this address."""
    now = timezone.now()
    rows = conference_list(now=now).filter(_coming(now)).order_by("opens_at", "id")
    name = _("Internet conferences")
    return _file(ical(name, _events(list(rows[:MOST]))), "conferences.ics")


def _coming(now: datetime) -> Q:
    over = Q(archived_at__lte=now) & Q(archived_at__isnull=False)
    return Q(answers_due_at__gt=now) & ~over


def _events(conferences: list[Conference]) -> Iterator[CalendarEvent]:
    changes = _changes(conferences)
    for row in conferences:
        card = card_of(row)
        change = changes.get(str(row.pk), (0, row.announced_at))
        yield _window(card, change)
        if card.stream_url or card.answers_from_at > card.closes_at:
            yield _session(card, change)


def _window(card: ConferenceCard, change: Change) -> CalendarEvent:
    title = _("Questions are taken: %(theme)s") % {"theme": card.theme}
    return _event(card, change, "questions", title, card.opens_at, card.closes_at)


def _session(card: ConferenceCard, change: Change) -> CalendarEvent:
    title = _("Answers begin: %(theme)s") % {"theme": card.theme}
    return _event(card, change, "session", title, card.answers_from_at, None)


def _event(
    card: ConferenceCard,
    change: Change,
    part: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime | None,
) -> CalendarEvent:
    sequence, changed_at = change
    return CalendarEvent(
        uid=f"{card.key}-{part}@{urlsplit(settings.SITE_URL).hostname}",
        summary=title,
        description="\n".join(part for part in (card.agency, card.cancel_reason) if part),
        url=f"{settings.SITE_URL}{card.url}",
        starts_at=starts_at,
        ends_at=ends_at,
        changed_at=changed_at,
        sequence=sequence,
        is_cancelled=card.phase == Phase.CANCELLED,
    )


def _changes(conferences: Iterable[Conference]) -> dict[str, Change]:
    """How often a conference was changed and when last: its chain of events counts. One query."""
    rows = list(conferences)
    if not rows:
        return {}
    kind, _key = target_key(rows[0])
    events = Event.objects.filter(target_kind=kind, target_id__in=[str(row.pk) for row in rows])
    counted = events.order_by().values_list("target_id").annotate(Max("sequence"), Max("at"))
    return {key: (sequence, at) for key, sequence, at in counted}


def _file(text: str, name: str) -> HttpResponse:
    response: Any = HttpResponse(text, content_type=ICAL_TYPE)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response
