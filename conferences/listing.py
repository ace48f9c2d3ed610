"""What the list of conferences puts on the screen."""

from dataclasses import dataclass

from django.http import QueryDict

from conferences.after.archive import Archive, archive_of
from conferences.phases import Tab
from conferences.projections import ConferenceCard, card_of
from conferences.selectors import conference_list, conference_rows, keys_of
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


def _tab_link(base: str, tab: Tab, current: bool) -> TabLink:
    path = "" if tab == Tab.ACTIVE else f"{tab.value}/"
    counted = count_up_to(conference_rows(tab=tab))
    return tab_link(tab.label, f"{base}{path}", current=current, counted=counted)
