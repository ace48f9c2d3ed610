"""What changes the law's data from outside the CMS."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from django.db import transaction

from law.models import CalendarDay, StopGround, Term, TermSet
from law.seed_day import SeedDay
from law.states import Origin

DATA = Path(__file__).parent / "data"
SEEDED_FIELDS = ("is_working", "reason_kk", "reason_ru", "reason_en", "source", "is_estimated")


@dataclass(frozen=True)
class SeedResult:
    created: int
    changed: int
    removed: int
    kept: int


@transaction.atomic
def calendar_seed(*, first_year: int, last_year: int, days: Iterable[SeedDay]) -> SeedResult:
    """Bring the seeded rows of these years up to date; an editor's row is never touched.

    A seeded day the source no longer knows (a feast whose date was an estimate) goes away.
    """
    wanted = {day.date: day for day in days}
    rows = {row.date: row for row in _rows_between(first_year, last_year, wanted)}
    new = [_row(day) for day in wanted.values() if day.date not in rows]
    CalendarDay.objects.bulk_create(new)
    changed = sum(_refresh(row, wanted[row.date]) for row in rows.values() if row.date in wanted)
    stale = [row.pk for row in rows.values() if row.date not in wanted and _is_seeded(row)]
    CalendarDay.objects.filter(pk__in=stale).delete()
    kept = sum(1 for row in rows.values() if not _is_seeded(row))
    return SeedResult(created=len(new), changed=changed, removed=len(stale), kept=kept)


@transaction.atomic
def law_seed() -> None:
    """Put back the terms, calendar and grounds that the migrations bring, where they are missing.

    For a database emptied since: a restored one, or a test that truncates tables.
    """
    _terms_seed(json.loads((DATA / "terms_2021.json").read_text(encoding="utf-8")))
    rows = json.loads((DATA / "calendar_2020_2032.json").read_text(encoding="utf-8"))
    present = set(CalendarDay.objects.values_list("date", flat=True))
    days = (SeedDay(**row | {"date": date.fromisoformat(row["date"])}) for row in rows)
    CalendarDay.objects.bulk_create(_row(day) for day in days if day.date not in present)
    _grounds_seed(json.loads((DATA / "stop_grounds.json").read_text(encoding="utf-8")))


def _terms_seed(data: dict[str, Any]) -> None:
    terms = data.pop("terms")
    version = data.pop("version")
    data["valid_from"] = date.fromisoformat(data["valid_from"])
    data["cut_off"] = time.fromisoformat(data["cut_off"])
    term_set, created = TermSet.objects.get_or_create(version=version, defaults=data)
    if created:
        Term.objects.bulk_create(Term(term_set=term_set, **term) for term in terms)


def _grounds_seed(rows: list[dict[str, Any]]) -> None:
    present = set(StopGround.objects.values_list("code", flat=True))
    StopGround.objects.bulk_create(StopGround(**row) for row in rows if row["code"] not in present)


def _rows_between(
    first_year: int, last_year: int, wanted: dict[date, SeedDay]
) -> list[CalendarDay]:
    within = CalendarDay.objects.filter(date__year__gte=first_year, date__year__lte=last_year)
    # A day may be moved over New Year, so a wanted row can lie just outside the years.
    outside = [day for day in wanted if not first_year <= day.year <= last_year]
    return [*within, *CalendarDay.objects.filter(date__in=outside)]


def _row(day: SeedDay) -> CalendarDay:
    return CalendarDay(
        date=day.date,
        origin=Origin.SEED,
        **{name: getattr(day, name) for name in SEEDED_FIELDS},
    )


def _refresh(row: CalendarDay, day: SeedDay) -> bool:
    if not _is_seeded(row) or _same(row, day):
        return False
    for name in SEEDED_FIELDS:
        setattr(row, name, getattr(day, name))
    row.save(update_fields=[*SEEDED_FIELDS, "changed_at"])
    return True


def _same(row: CalendarDay, day: SeedDay) -> bool:
    return all(getattr(row, name) == getattr(day, name) for name in SEEDED_FIELDS)


def _is_seeded(row: CalendarDay) -> bool:
    return bool(row.origin == Origin.SEED)
