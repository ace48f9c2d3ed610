"""Following a queue without loading the page anew: a mark that changes when the page would."""

from hashlib import sha256

from django.db.models import Count, Max, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from conferences.models import Conference
from conferences.phases import next_of, phase_of
from conferences.states import QuestionState
from core.durations import time_left


def queue_etag(conference: Conference, *more: object) -> str:
    """The mark of the queue as it stands, for this language. One query."""
    now = timezone.now()
    coming = next_of(conference, now)
    shown = conference.questions.aggregate(
        changed=Max("changed_at"),
        asked=Count("pk"),
        published=Count("pk", filter=Q(state=QuestionState.PUBLISHED)),
    )
    parts = (
        get_language(),
        phase_of(conference, now),
        time_left(coming[1], now) if coming else "",
        conference.frozen_at,
        conference.queue_order,
        *shown.values(),
        *more,
    )
    return f'"{sha256(repr(parts).encode()).hexdigest()[:24]}"'


def not_changed(request: HttpRequest, etag: str) -> bool:
    """The reader has this already."""
    marks = request.headers.get("If-None-Match", "").split(",")
    return etag in (mark.strip().removeprefix("W/") for mark in marks)
