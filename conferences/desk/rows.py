"""A conference as the desk shows it: phase, what comes next, marks, ways on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleKind
from conferences.models import Conference
from conferences.permissions import can_edit, can_run
from conferences.phases import Phase, is_late, next_of, phase_of, summary_is_late
from core.audience import Reader
from core.localized import LANGUAGE_CHOICES, ORDER

NEXT: dict[Phase, Promise] = {
    Phase.ANNOUNCED: _("Announcement"),
    Phase.OPEN: _("Opening for questions"),
    Phase.CLOSED: _("Closing for questions"),
    Phase.ANSWERING: _("Answers begin"),
    Phase.SUMMARY: _("Summary is due"),
    Phase.ARCHIVED: _("To the archive"),
}
LANGUAGE_NAMES = dict(LANGUAGE_CHOICES)
PUBLIC = (
    Phase.ANNOUNCED,
    Phase.OPEN,
    Phase.CLOSED,
    Phase.ANSWERING,
    Phase.SUMMARY,
    Phase.ARCHIVED,
    Phase.CANCELLED,
)


@dataclass(frozen=True)
class PageLink:
    """The page in one language: ``url`` is its public address, ``edit_url`` where it is written."""

    language: str
    name: str
    url: str
    edit_url: str
    state: str | Promise


@dataclass(frozen=True)
class DeskRow:
    """A line of the list, and the head of the page of one conference."""

    key: str
    theme: str
    agency: str
    phase: Phase
    phase_label: str
    next_label: str | Promise
    next_at: datetime | None
    questions: int
    votes: int
    answered: int
    waiting: int
    marks: tuple[str | Promise, ...]
    links: tuple[tuple[str | Promise, str], ...]
    pages: tuple[PageLink, ...]
    may_edit: bool


def desk_row(row: Any, reader: Reader, now: datetime | None = None) -> DeskRow:
    """A conference of ``selectors.with_figures`` for this reader. No query."""
    moment = now or timezone.now()
    phase = desk_phase(row, moment)
    coming = None if phase == Phase.CANCELLED else next_of(row, moment)
    may_edit = can_edit(reader, row)
    return DeskRow(
        key=row.key,
        theme=row.localized("theme"),
        agency=row.agency.localized("short_name") or row.agency.localized("name"),
        phase=phase,
        phase_label=str(phase.label),
        next_label=NEXT[coming[0]] if coming else "",
        next_at=coming[1] if coming else None,
        questions=row.question_count,
        votes=row.vote_count,
        answered=row.answered_count,
        waiting=row.waiting_count,
        marks=tuple(_marks(row, phase, moment)),
        links=_links(row, reader, phase),
        pages=_pages(row, phase, may_edit=may_edit),
        may_edit=may_edit,
    )


def desk_phase(row: Conference, now: datetime) -> Phase:
    """As everybody sees it; one cancelled before its announcement is cancelled here at once."""
    return Phase.CANCELLED if row.cancelled_at is not None else phase_of(row, now)


def _marks(row: Any, phase: Phase, now: datetime) -> list[str | Promise]:
    if phase == Phase.CANCELLED:
        return []
    marks: list[str | Promise] = []
    if phase != Phase.PLANNED and not any(page.live for page in row.desk_pages):
        marks.append(_("nobody sees it: no page is published"))
    if is_late(row, now) and row.answered_count < min(row.promised, row.question_count):
        marks.append(_("answers are late"))
    if summary_is_late(row, now):
        marks.append(_("summary is late"))
    return marks


def _links(row: Conference, reader: Reader, phase: Phase) -> tuple[tuple[str | Promise, str], ...]:
    """Where work goes on. What isn't built or isn't for this reader is left out."""
    offered: list[tuple[str | Promise, str]] = []
    shown = phase not in (Phase.PLANNED, Phase.CANCELLED)
    if can_run(reader, row) and shown:
        offered.append((_("Console"), _url("conference_console", row.key)))
    if shown and _answers(reader, row):
        offered.append((_("Speaker's view"), _url("conference_speaker", row.key)))
    if shown and phase != Phase.ANNOUNCED:
        offered.append((_("Stage"), _url("conference_stage", row.key)))
        offered.append((_("Minutes"), _url("conference_minutes", row.key)))
    return tuple((label, url) for label, url in offered if url)


def _answers(reader: Reader, row: Any) -> bool:
    """As ``can_answer`` says, from the reader's own lines among the speakers read before."""
    by_role = reader.works_at(row.agency_id, RoleKind.CLERK, RoleKind.HEAD)
    return by_role or any(one.left_at is None for one in row.own_speakers)


def _pages(row: Any, phase: Phase, *, may_edit: bool) -> tuple[PageLink, ...]:
    found = {page.face_language: page for page in row.desk_pages}
    return tuple(
        PageLink(
            language=code,
            name=LANGUAGE_NAMES[code],
            url=public_url(row.key, code) if found[code].live and phase in PUBLIC else "",
            edit_url=reverse("wagtailadmin_pages:edit", args=[found[code].pk]) if may_edit else "",
            state=_state(found[code]),
        )
        for code in ORDER
        if code in found
    )


def public_url(key: str, code: str) -> str:
    """Address of the page in a language."""
    return f"/{code}/conferences/{key}/"


def _state(page: Any) -> Promise:
    if not page.live:
        return _("draft")
    return _("published, with changes in work") if page.has_unpublished_changes else _("published")


def _url(name: str, key: str) -> str:
    with override((get_language() or ORDER[0])[:2]):
        try:
            return reverse(name, args=[key])
        except NoReverseMatch:
            return ""
