"""The console: the queue of one conference, and what is pressed there. Works without script."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import RoleKind
from accounts.readers import reader_of
from conferences.console.reach import conference_kept, kept_by, may_keep, question_kept
from conferences.hall.following import not_changed, queue_etag
from conferences.models import Conference
from conferences.permissions import can_answer
from conferences.projections.queue import FIRST, queue_of, standing_of
from conferences.services.staging import (
    question_place,
    queue_freeze,
    queue_order_set,
    queue_unfreeze,
)
from conferences.states import Place
from core.errors import Refused

PART = "conferences/console/part.html"
LISTED = 60


@never_cache
@require_GET
def consoles(request: HttpRequest) -> HttpResponse:
    """Conferences whose console the reader may open."""
    reader = reader_of(request)
    if not may_keep(reader):
        raise Http404
    now = timezone.now()
    rows = [standing_of(row, now) for row in kept_by(reader)[:LISTED]]
    context = {
        "running": [row for row in rows if row.running],
        "others": [row for row in rows if not row.running],
        "page_title": _("Conferences live"),
        "header_icon": "group",
    }
    return render(request, "conferences/console/list.html", context)


@never_cache
@require_GET
def console(request: HttpRequest, key: str) -> HttpResponse:
    """The console of a conference."""
    conference = conference_kept(request, key)
    context = _context(request, conference) | {
        "page_title": _("Console"),
        "page_subtitle": conference.localized("theme"),
        "header_icon": "group",
    }
    return render(request, "conferences/console/page.html", context)


@never_cache
@require_GET
def part(request: HttpRequest, key: str) -> HttpResponse:
    """The part that changes, for the script that follows; 304 while nothing has."""
    conference = conference_kept(request, key)
    etag = queue_etag(conference, _most(request))
    if not_changed(request, etag):
        return HttpResponse(status=304, headers={"ETag": etag})
    return _part(request, conference)


@never_cache
@require_POST
def queue(request: HttpRequest, key: str) -> HttpResponse:
    """Freeze the order, release it, sort by votes or by time."""
    conference = conference_kept(request, key)
    who: dict[str, Any] = {
        "conference_id": conference.pk,
        "actor": request.user,
        "reader": reader_of(request),
    }
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "freeze": (lambda: queue_freeze(**who), _("The order is frozen.")),
        "unfreeze": (lambda: queue_unfreeze(**who), _("The order follows again.")),
        "votes": (lambda: queue_order_set(order="votes", **who), _("Sorted by votes.")),
        "time": (lambda: queue_order_set(order="time", **who), _("Sorted by time.")),
    }
    if request.POST.get("do") not in verbs:
        raise Http404
    act, said = verbs[request.POST["do"]]
    return _did(request, conference, act, said)


@never_cache
@require_POST
def place(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Put a question elsewhere in the hall."""
    conference = conference_kept(request, key)
    question = question_kept(conference, number)
    where = request.POST.get("place", "")
    if where not in Place.values:
        raise Http404
    who: dict[str, Any] = {"actor": request.user, "reader": reader_of(request)}
    said = _("Question %(number)s: %(place)s.") % {
        "number": number,
        "place": str(Place(where).label),
    }
    return _did(
        request,
        conference,
        lambda: question_place(question_id=question.pk, place=where, **who),
        said,
        anchor=f"#q-{number}",
    )


def _did(
    request: HttpRequest,
    conference: Conference,
    act: Callable[[], Any],
    said: str,
    anchor: str = "",
) -> HttpResponse:
    """Do it; the script gets the changed part with what is said, a plain form the page anew."""
    status, tone = 200, "good"
    try:
        act()
    except Refused as refusal:
        said, status, tone = str(refusal.message), refusal.status, "bad"
    if request.headers.get("X-Part"):
        fresh = conference_kept(request, conference.key)
        return _part(request, fresh, said={"text": said, "tone": tone}, status=status)
    messages.add_message(request, messages.SUCCESS if status == 200 else messages.ERROR, said)
    most = _most(request)
    query = f"?most={most}" if most > FIRST else ""
    page = reverse("conference_console", args=[conference.key])
    return HttpResponseRedirect(f"{page}{query}{anchor}")


def _part(
    request: HttpRequest,
    conference: Conference,
    said: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _context(request, conference) | {"said": said}
    response = render(request, PART, context, status=status)
    response.headers["ETag"] = context["etag"]
    return response


def _context(request: HttpRequest, conference: Conference) -> dict[str, Any]:
    # The mark first: what changes while the page is made comes with the next look.
    most = _most(request)
    etag = queue_etag(conference, most)
    now = timezone.now()
    reader = reader_of(request)
    return {
        "key": conference.key,
        "conference": standing_of(conference, now),
        "queue": queue_of(conference, now, most),
        "most": most,
        "etag": etag,
        "at": now,
        "is_moderator": reader.has(RoleKind.MODERATOR),
        "may_answer": can_answer(reader, conference),
    }


def _most(request: HttpRequest) -> int:
    said = request.GET.get("most", "")
    return min(int(said), 1000) if said.isascii() and said.isdigit() else FIRST
