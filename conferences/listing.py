"""What the two page types put on the screen."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from conferences.after.archive import Archive, archive_of
from conferences.models import ConferencePage
from conferences.phases import Tab
from conferences.projections import ConferenceCard, card_of, question_of
from conferences.selectors import (
    QUESTIONS_BY_VOTES,
    conference_list,
    conference_of,
    conference_rows,
    keys_of,
    question_list,
)
from core.context import section_url
from core.keyset import count_up_to
from core.listing import Pager, TabLink, pager_of, public_page, tab_link


@dataclass(frozen=True)
class Listing:
    """One tab's page of conferences."""

    tab: str
    tabs: tuple[TabLink, ...]
    cards: tuple[ConferenceCard, ...]
    pager: Pager
    archive: Archive | None

    @property
    def status(self) -> int:
        """422 when a filter has a value nobody offered."""
        return 422 if self.archive and self.archive.form.errors else 200


def listing(base: str, tab: str, asked: QueryDict) -> Listing:
    """The chosen tab at a cursor; the past one may be searched."""
    chosen = Tab(tab)
    archive = archive_of(asked) if chosen == Tab.PAST else None
    rows = archive.rows if archive else conference_list(tab=chosen)
    page = public_page(rows, keys=keys_of(chosen), cursor=asked.get("cursor", "")[:400])
    return Listing(
        tab=chosen.value,
        tabs=tuple(_tab_link(base, item, item == chosen) for item in Tab),
        cards=tuple(card_of(row) for row in page.rows),
        pager=pager_of(page, **(archive.said if archive else {})),
        archive=archive,
    )


def conference_view(page: ConferencePage, cursor: str = "") -> dict[str, Any]:
    """The conference of a page with its questions, most votes first."""
    conference = conference_of(page)
    questions = public_page(question_list(conference), keys=QUESTIONS_BY_VOTES, cursor=cursor)
    return {
        "conference": card_of(conference),
        "questions": [question_of(row) for row in questions.rows],
        "pager": pager_of(questions),
        "blogs_url": section_url("blogs", page.face_language),
    }


def _tab_link(base: str, tab: Tab, current: bool) -> TabLink:
    path = "" if tab == Tab.ACTIVE else f"{tab.value}/"
    counted = count_up_to(conference_rows(tab=tab))
    return tab_link(tab.label, f"{base}{path}", current=current, counted=counted)
