"""What the page of a conference puts on the screen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.readers import reader_of
from conferences.after.view import after_view
from conferences.live import live_token
from conferences.models import Conference, ConferencePage, ConferenceRules
from conferences.parts import parts_of
from conferences.permissions import can_answer, can_run
from conferences.phases import Phase, is_late, phase_of
from conferences.projections import card_of, question_views
from conferences.projections.recording import PlayerView, player_of
from conferences.selectors import (
    QUESTION_ORDERS,
    conference_of,
    question_list,
    time_changes,
)
from core.audience import Reader
from core.listing import TabLink, pager_of, public_page, tab_link

ORDER_LABELS = {
    "votes": _("Most votes"),
    "newest": _("Newest"),
    "answered": _("Answered first"),
}
FIRST_ORDER = "votes"
# After that nobody needs to follow it to the second.
FOLLOWED = (Phase.ANNOUNCED, Phase.OPEN, Phase.CLOSED, Phase.ANSWERING)


@dataclass(frozen=True)
class DocumentView:
    """A document that belongs to a conference."""

    title: str
    url: str
    kind: str
    size: int


@dataclass(frozen=True)
class LiveView:
    """How the page follows the conference: where to ask and since when."""

    url: str
    since: str
    phase: str


def conference_view(page: ConferencePage, request: HttpRequest) -> dict[str, Any]:
    """Everything on the page, for this reader; the same for all visitors."""
    since, now, reader = live_token(), timezone.now(), reader_of(request)
    conference = conference_of(page)
    order = request.GET.get("order", FIRST_ORDER)
    if order not in QUESTION_ORDERS:
        raise Http404
    cursor = request.GET.get("cursor", "")[:400]
    questions = public_page(question_list(conference), keys=QUESTION_ORDERS[order], cursor=cursor)
    card = card_of(conference, now)
    return {
        "conference": card,
        "questions": question_views(questions.rows, reader, conference, now),
        "orders": _orders(order) if card.questions > 1 else (),
        "pager": pager_of(questions, order="" if order == FIRST_ORDER else order),
        "is_first_page": not cursor,
        "live": live_of(conference, since, now),
        "numbers": _numbers(conference),
        "after": after_view(conference, now),
        "is_late": is_late(conference, now),
        "hold": hold_links(conference, reader),
        **broadcast_of(conference, now),
        **_company(conference),
        **parts_of(conference, page, reader, now),
    }


def broadcast_of(conference: Conference, now: datetime) -> dict[str, Any]:
    """The broadcast until the summary, and the recording; a cancelled conference has neither."""
    phase = phase_of(conference, now)
    if phase == Phase.CANCELLED or not (conference.stream_url or conference.recording_url):
        return {"broadcast": None, "recording": None}
    rules = ConferenceRules.current()
    shows_broadcast = phase in FOLLOWED and not conference.recording_url
    return {
        "broadcast": player_of(conference.stream_url, rules) if shows_broadcast else None,
        "recording": player_of(conference.recording_url, rules),
    }


def players_allow(response: HttpResponse, context: dict[str, Any]) -> HttpResponse:
    """Let this page, and no other, frame the players it shows: the content security policy."""
    shown: list[PlayerView | None] = [context.get("broadcast"), context.get("recording")]
    origins = sorted({player.origin for player in shown if player and player.origin})
    if origins:
        response._csp_update = {"frame-src": origins}  # type: ignore[attr-defined]
    return response


def hold_links(conference: Conference, reader: Reader) -> dict[str, str]:
    """Where those who hold the conference go on; no query for a visitor."""
    if reader.is_public:
        return {}
    links = {}
    if can_run(reader, conference):
        links["console"] = reverse("conference_console", args=[conference.key])
    if can_answer(reader, conference):
        links["speaker"] = reverse("conference_speaker", args=[conference.key])
    if links:
        links["stage"] = reverse("conference_stage", args=[conference.key])
    return links


def _company(conference: Conference) -> dict[str, Any]:
    """Documents, and how the times were moved after the announcement."""
    rows = conference.documents.select_related("document")
    return {
        "documents": [
            DocumentView(
                title=row.localized("title") or row.document.title,
                url=row.document.url,
                kind=row.document.file_extension.upper(),
                size=row.document.get_file_size() or 0,
            )
            for row in rows
        ],
        "changes": time_changes(conference),
    }


def _numbers(conference: Conference) -> str:
    """Numbers of all questions on the list, so that the page can tell a new one."""
    rows = question_list(conference).order_by("number").prefetch_related(None)
    return " ".join(str(number) for number in rows.values_list("number", flat=True))


def _orders(chosen: str) -> tuple[TabLink, ...]:
    return tuple(
        tab_link(
            label,
            "?#questions" if name == FIRST_ORDER else f"?order={name}#questions",
            current=name == chosen,
        )
        for name, label in ORDER_LABELS.items()
    )


def live_of(conference: Conference, since: str, now: datetime) -> LiveView | None:
    """How a page follows the conference; None once there is nothing to follow."""
    phase = phase_of(conference, now)
    if phase not in FOLLOWED:
        return None
    url = reverse("api:conference_live", args=[conference.key])
    return LiveView(url=url, since=since, phase=phase.value)
