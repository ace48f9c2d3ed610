"""The calendar and the terms that the first migration brings, and the seed command."""

import json
from datetime import date

from django.core.management import CommandError, call_command

import pytest

from law.models import CalendarDay, Term, TermSet
from law.services import law_seed
from law.states import Kind, Origin
from tests.factories.law import make_calendar_day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _law():
    law_seed()


def seed(capsys, first=2020, last=2032):
    call_command("calendar_seed", "--from", str(first), "--to", str(last))
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("kind", "number", "basis", "confirmed"),
    [
        ("application", 15, "working", True),
        ("complaint", 20, "working", True),
        ("request", 15, "calendar", True),
        ("proposal", 15, "working", False),
        ("response", 15, "working", False),
        ("message", 15, "working", False),
    ],
)
def test_the_terms_of_the_law(kind, number, basis, confirmed):
    term = Term.objects.get(kind=kind)
    assert (term.days, term.basis, term.confirmed) == (number, basis, confirmed)
    assert term.redirect_days == term.notice_days == 3
    assert all((term.source_kk, term.source_ru, term.source_en))


def test_every_kind_has_a_term_and_our_defaults_are_named_as_such():
    term_set = TermSet.objects.get()
    assert {term.kind for term in term_set.terms.all()} == set(Kind.values)
    assert not term_set.cut_off_confirmed
    assert not term_set.arrival_day_confirmed


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        ("2022-03-05", True),
        ("2022-03-07", False),
        ("2022-08-27", True),
        ("2022-08-29", False),
        ("2022-10-22", True),
        ("2022-10-24", False),
        ("2026-01-01", False),
        ("2026-03-09", False),
        ("2032-12-16", False),
    ],
)
def test_known_days_of_the_calendar(day, is_working):
    row = CalendarDay.objects.get(date=day)
    assert row.is_working is is_working
    assert all((row.reason_kk, row.reason_ru, row.reason_en, row.source))


def test_every_holiday_has_a_russian_name():
    same = [
        row.reason_kk
        for row in CalendarDay.objects.all()
        if row.reason_kk == row.reason_ru and "Наурыз" not in row.reason_kk
    ]
    assert same == []


def test_seeding_again_changes_nothing(capsys):
    before = list(CalendarDay.objects.values())
    assert seed(capsys) == {"created": 0, "changed": 0, "removed": 0, "kept": 0}
    assert list(CalendarDay.objects.values()) == before


def test_seeding_keeps_an_editors_row_and_mends_a_seeded_one(capsys):
    edited = CalendarDay.objects.get(date="2026-03-09")
    edited.is_working, edited.origin = True, Origin.EDITOR
    edited.save()
    CalendarDay.objects.filter(date="2026-01-01").update(is_working=True)
    CalendarDay.objects.filter(date="2026-01-02").delete()
    make_calendar_day(day=date(2026, 4, 17), reason="Decree")
    assert seed(capsys) == {"created": 1, "changed": 1, "removed": 0, "kept": 2}
    assert CalendarDay.objects.get(date="2026-03-09").is_working
    assert not CalendarDay.objects.get(date="2026-01-01").is_working
    assert CalendarDay.objects.get(date="2026-04-17").reason_en == "Decree"


def test_a_seeded_day_the_source_no_longer_knows_goes_away(capsys):
    make_calendar_day(day=date(2026, 5, 28), origin=Origin.SEED)
    make_calendar_day(day=date(2035, 5, 28), origin=Origin.SEED)
    assert seed(capsys)["removed"] == 1
    assert not CalendarDay.objects.filter(date="2026-05-28").exists()
    assert CalendarDay.objects.filter(date="2035-05-28").exists()


def test_later_years_can_be_added(capsys):
    assert seed(capsys, 2033, 2034)["created"] > 20
    assert CalendarDay.objects.filter(date="2033-12-16").exists()


@pytest.mark.parametrize(("first", "last"), [("2032", "2020"), ("1900", "2020"), ("2020", "9999")])
def test_wrong_years_are_one_clear_line(first, last):
    with pytest.raises(CommandError, match="^Give years from 1991 to 2077") as refused:
        call_command("calendar_seed", "--from", first, "--to", last)
    assert refused.value.returncode == 2


def test_law_seed_puts_back_what_was_emptied_and_keeps_what_is_there():
    CalendarDay.objects.filter(date__year=2026).delete()
    CalendarDay.objects.filter(date="2025-03-24").update(origin=Origin.EDITOR, is_working=True)
    TermSet.objects.all().delete()
    law_seed()
    assert Term.objects.count() == 6
    assert CalendarDay.objects.filter(date="2026-03-09").exists()
    assert CalendarDay.objects.get(date="2025-03-24").is_working
