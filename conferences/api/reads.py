"""Conferences and their figures."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from ninja import Query, Router

from conferences.after.view import after_view, figures_public
from conferences.api.schemas import (
    ConferenceDetail,
    ConferenceFilters,
    ConferenceItem,
    ConferencePageDocument,
    FiguresItem,
)
from conferences.conference_page import broadcast_of
from conferences.models import Conference
from conferences.phases import takes_questions, takes_talk
from conferences.projections import ConferenceCard, card_of
from conferences.projections.recording import PlayerView
from conferences.promises import Promise
from conferences.selectors import conference_get, conference_list, keys_of, time_changes
from conferences.selectors.archive import ArchiveFilters, archive_rows
from core.api import Problem, page_document
from core.keyset import page_of
from core.text import clean_text

router = Router(tags=["conferences"])


@router.get(
    "/conferences",
    response={200: ConferencePageDocument, 422: Problem},
    summary="Internet conferences, newest first; upcoming ones by their opening",
)
def conferences_document(request: HttpRequest, filters: Query[ConferenceFilters]) -> Any:
    """Announced ones only."""
    wanted = ArchiveFilters(
        words=clean_text(filters.q),
        agency_key=filters.agency,
        year=filters.year,
        answered=filters.answered,
    )
    rows = conference_list(tab=filters.tab, agency_key=filters.agency, now=wanted.now)
    page = page_of(
        rows.filter(pk__in=archive_rows(wanted, filters.tab).values("pk")),
        keys=keys_of(filters.tab),
        cursor=filters.cursor,
        limit=filters.limit,
    )
    return page_document(page, [_item(card_of(row, wanted.now)) for row in page.rows])


@router.get(
    "/conferences/{key}",
    response={200: ConferenceDetail, 404: Problem},
    summary="One internet conference",
)
def conference_document(request: HttpRequest, key: str) -> Any:
    """By its key."""
    now = timezone.now()
    return _detail(public_conference(key, now), now)


@router.get(
    "/conferences/{key}/figures",
    response={200: FiguresItem, 404: Problem},
    summary="What a conference came to, in numbers",
)
def conference_figures_document(request: HttpRequest, key: str) -> Any:
    """Nothing before it opens and of a cancelled one."""
    now = timezone.now()
    figures = figures_public(public_conference(key, now), now)
    if figures is None:
        raise LookupError(key)
    return asdict(figures)


def public_conference(key: str, now: datetime | None = None) -> Conference:
    """A conference the public knows; ``LookupError`` makes a problem document of any other."""
    try:
        return conference_get(key, now)
    except Conference.DoesNotExist:
        raise LookupError(key) from None


def _item(card: ConferenceCard) -> dict[str, Any]:
    plain = set(ConferenceItem.model_fields) - {"agency", "agency_name", "speakers"}
    return {
        **{name: getattr(card, name) for name in plain},
        "agency": card.agency_key,
        "agency_name": card.agency,
        "speakers": [
            {"person": row.person, "title": row.title, "has_left": row.left_at is not None}
            for row in card.speakers
        ],
    }


def _detail(conference: Conference, now: datetime) -> dict[str, Any]:
    after = after_view(conference, now)
    figures = after.figures or figures_public(conference, now)
    players = broadcast_of(conference, now)
    documents = conference.documents.select_related("document")
    return {
        **_item(card_of(conference, now)),
        "demands_signature": conference.demands_signature,
        "takes_questions": takes_questions(conference, now),
        "takes_talk": takes_talk(conference, now),
        "broadcast_player": _source(players["broadcast"]),
        "recording_player": _source(players["recording"]),
        "documents": [
            {"title": row.localized("title") or row.document.title, "url": row.document.url}
            for row in documents
        ],
        "promise": promise_document(after.promise),
        "figures": asdict(figures) if figures else None,
        "summary_late": after.summary_late,
        "time_changes": [
            {"at": row.at, "field": row.field, "old": row.old, "new": row.new}
            for row in time_changes(conference)
        ],
        "minutes_url": after.minutes_url,
        "calendar_url": after.calendar_url,
    }


def _source(player: PlayerView | None) -> str:
    return player.source if player else ""


def promise_document(promise: Promise) -> dict[str, Any]:
    """The promise as other programs read it."""
    return {
        "most": promise.most,
        "promised": promise.total,
        "answered": promise.answered,
        "answered_in_time": promise.in_time,
        "due_at": promise.due,
        "late": promise.late,
        "late_days": promise.late_days,
    }
