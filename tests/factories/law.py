"""Terms and calendar days for tests. The migrations already bring the real ones."""

from datetime import date, time
from typing import Any

from law.models import CalendarDay, Term, TermSet
from law.services import law_seed
from law.states import Basis, Kind, Origin

__all__ = ["law_seed", "make_calendar_day", "make_term_set"]


def make_term_set(
    *,
    version: str = "later",
    valid_from: date = date(2030, 1, 1),
    days: int = 10,
    basis: str = Basis.WORKING,
    arrival_day_counts: bool = False,
    cut_off: time = time(18, 30),
    **fields: Any,
) -> TermSet:
    """A whole set: every kind with the same term. ``fields`` are promises and open questions."""
    term_set = TermSet.objects.create(
        version=version,
        valid_from=valid_from,
        source="Invented",
        arrival_day_counts=arrival_day_counts,
        cut_off=cut_off,
        **fields,
    )
    words = {f"source_{code}": "Invented" for code in ("kk", "ru", "en")}
    Term.objects.bulk_create(
        Term(term_set=term_set, kind=kind, days=days, basis=basis, **words) for kind in Kind.values
    )
    return term_set


def make_calendar_day(
    *,
    day: date,
    is_working: bool = False,
    reason: str = "Invented",
    origin: str = Origin.EDITOR,
) -> CalendarDay:
    return CalendarDay.objects.create(
        date=day,
        is_working=is_working,
        reason_kk=reason,
        reason_ru=reason,
        reason_en=reason,
        origin=origin,
    )
