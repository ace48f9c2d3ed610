"""A survey as the desk shows it: where it stands, what comes next, marks, its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.audience import Reader
from core.localized import LANGUAGE_CHOICES, ORDER
from surveys.models import Survey, SurveyPage
from surveys.permissions import can_edit
from surveys.phases import Phase, in_phase, is_late, next_at, phase_of
from surveys.states import SurveyState

WRITING, COMING, OPEN, PAST = "writing", "coming", "open", "past"
TABS: dict[str, Promise] = {
    WRITING: _("Being written"),
    COMING: _("Approved, not open yet"),
    OPEN: _("Open"),
    PAST: _("Closed"),
}
PHASES = {COMING: Phase.UPCOMING, OPEN: Phase.ACTIVE, PAST: Phase.PAST}
LANGUAGE_NAMES = dict(LANGUAGE_CHOICES)


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
    """A line of the list, and the head of the page of one survey."""

    key: str
    title: str
    agency: str
    state: str
    label: str | Promise
    next_label: str | Promise
    next_at: datetime | None
    participants: int | None
    questions: int
    marks: tuple[str | Promise, ...]
    pages: tuple[PageLink, ...]
    may_edit: bool
    may_write: bool


def in_desk_tab(tab: str, now: datetime) -> Q:
    """The desk's lists: together everything, each survey in one of them."""
    if tab == WRITING:
        return ~Q(state=SurveyState.READY)
    return Q(state=SurveyState.READY) & in_phase(PHASES[tab], now)


def tab_keys(tab: str) -> tuple[str, ...]:
    """What comes next stands first; of what was, late conclusions, then the latest."""
    if tab == OPEN:
        return ("closes_at", "id")
    return ("opens_at", "id") if tab in (WRITING, COMING) else ("-is_late", "-closes_at", "-id")


def with_lateness(rows: QuerySet[Survey], now: datetime) -> QuerySet[Survey]:
    """``is_late`` is 1 where "what we did with it" should have been said already."""
    late = When(concluded_at=None, conclusion_due_at__lte=now, closes_at__lte=now, then=1)
    return rows.annotate(is_late=Case(late, default=0, output_field=IntegerField()))


def with_figures(rows: QuerySet[Survey]) -> QuerySet[Survey]:
    """With the number of questions and the pages. Two queries, however many rows."""
    pages = SurveyPage.objects.only(
        "id", "survey_id", "face_language", "live", "has_unpublished_changes"
    )
    counted = rows.annotate(question_count=Count("questions"))
    return counted.prefetch_related(Prefetch("pages", queryset=pages, to_attr="desk_pages"))


def desk_row(row: Any, reader: Reader, now: datetime) -> DeskRow:
    """A survey of ``with_figures`` for this reader. No query."""
    phase = phase_of(row, now)
    is_ready = row.state == SurveyState.READY
    coming = next_at(row, now) if is_ready else row.opens_at
    may_edit = can_edit(reader, row)
    return DeskRow(
        key=row.key,
        title=row.localized("title"),
        agency=row.agency.localized("short_name") or row.agency.localized("name"),
        state=phase.value if is_ready else row.state,
        label=phase.label if is_ready else row.get_state_display(),
        next_label=_next_label(phase, is_ready=is_ready) if coming else "",
        next_at=coming,
        participants=row.participants if is_ready and phase != Phase.UPCOMING else None,
        questions=row.question_count,
        marks=tuple(_marks(row, phase, now)),
        pages=_pages(row, may_edit=may_edit),
        may_edit=may_edit,
        may_write=may_edit and row.state == SurveyState.DRAFT and row.frozen_at is None,
    )


def _next_label(phase: Phase, *, is_ready: bool) -> Promise:
    if not is_ready or phase == Phase.UPCOMING:
        return _("Opens")
    return _("Closes")


def _marks(row: Survey, phase: Phase, now: datetime) -> Iterator[str | Promise]:
    if row.state == SurveyState.DRAFT and row.return_ground_id:
        yield _("sent back by a moderator")
    if row.planned_closes_at:
        yield _("closed early")
    is_over = row.state == SurveyState.READY and phase == Phase.PAST
    if is_over and row.concluded_at is None:
        due = row.conclusion_due_at
        late = is_late(due, None, phase, now)
        yield _("conclusion is late") if late else _("conclusion isn't written yet")


def _pages(row: Any, *, may_edit: bool) -> tuple[PageLink, ...]:
    found = {page.face_language: page for page in row.desk_pages}
    is_ready = row.state == SurveyState.READY
    return tuple(
        PageLink(
            language=code,
            name=LANGUAGE_NAMES[code],
            url=f"/{code}/surveys/{row.key}/" if is_ready and found[code].live else "",
            edit_url=reverse("wagtailadmin_pages:edit", args=[found[code].pk]) if may_edit else "",
            state=_state(found[code]),
        )
        for code in ORDER
        if code in found
    )


def _state(page: Any) -> Promise:
    if not page.live:
        return _("draft")
    return _("published, with changes in work") if page.has_unpublished_changes else _("published")
