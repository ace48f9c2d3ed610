"""The figures as pages and API show them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from agencies.selectors import office_list
from appeals.counting import Figures, figures, figures_by_office


@dataclass(frozen=True)
class Statistics:
    """The four figures at a moment."""

    figures: Figures
    as_of: datetime


@dataclass(frozen=True)
class OfficeRow:
    """Figures of one office."""

    office_key: str
    agency_key: str
    office: str
    agency: str
    figures: Figures

    @property
    def answered_share(self) -> int:
        """Answered of all, in whole per cent."""
        return round(100 * self.figures.answered / self.figures.total) if self.figures.total else 0


def statistics() -> Statistics:
    """The portal's figures now, in constant time."""
    return Statistics(figures(), timezone.now())


def office_rows() -> list[OfficeRow]:
    """Every office with its figures, most applications first."""
    counted = figures_by_office()
    rows = [
        OfficeRow(
            office_key=office.key,
            agency_key=office.agency.key,
            office=office.localized("title"),
            agency=office.agency.localized("name"),
            figures=counted.get(office.pk, Figures()),
        )
        for office in office_list()
    ]
    return sorted(rows, key=lambda row: -row.figures.total)
