"""Which conferences and questions whoever is here may keep; for anybody else there are none."""

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from accounts.models import RoleKind
from accounts.readers import reader_of
from conferences.models import Conference, ConferenceQuestion
from conferences.permissions import RUNNERS, can_run
from conferences.phases import Phase, phase_of
from conferences.selectors.queue import queue_get
from core.audience import Reader


def may_keep(reader: Reader) -> bool:
    """There may be a console for this reader."""
    return bool(reader.agencies_as(*RUNNERS)) or reader.has(RoleKind.MODERATOR)


def kept_by(reader: Reader) -> QuerySet[Conference]:
    """Announced conferences whose console the reader may open, what goes on now first."""
    mine = Q(agency__in=reader.agencies_as(*RUNNERS))
    rows = Conference.objects.filter(announced_at__lte=timezone.now())
    if not reader.has(RoleKind.MODERATOR):
        rows = rows.filter(mine)
    return rows.select_related("agency").order_by("-opens_at", "-id")


def conference_kept(request: HttpRequest, key: str) -> Conference:
    """The conference of an address, once it is announced."""
    conference = Conference.objects.select_related("agency").filter(key=key).first()
    reader = reader_of(request)
    if conference is None or not can_run(reader, conference):
        raise Http404
    if phase_of(conference, timezone.now()) == Phase.PLANNED:
        raise Http404
    return conference


def question_kept(conference: Conference, number: int) -> ConferenceQuestion:
    """A published question of it."""
    question = queue_get(conference, number)
    if question is None:
        raise Http404
    question.conference = conference
    return question
