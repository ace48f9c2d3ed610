"""Which term, which calendar. No cache: a change is seen at once everywhere."""

from datetime import date

from django.utils import timezone

from law import clock
from law.clock import Calendar, ExceptionDay, TermRule, Words
from law.models import CalendarDay, Term


class NoTerm(LookupError):
    """The law as we hold it has no term for this kind or version."""


def calendar() -> Calendar:
    """The working calendar as it stands now. One query."""
    rows = CalendarDay.objects.values_list(
        "date", "is_working", "reason_kk", "reason_ru", "reason_en"
    )
    return Calendar(
        {day: ExceptionDay(working, Words(kk, ru, en)) for day, working, kk, ru, en in rows}
    )


def term_for(kind: str, on: date) -> TermRule:
    """The term in force on a day; before our first version, the first one. One query."""
    return rule_in_force(versions_of(kind), on)


def term_of_version(kind: str, version: str) -> TermRule:
    """The term an application was registered under. One query."""
    term = Term.objects.filter(kind=kind, term_set__version=version).select_related("term_set")
    found = term.first()
    if found is None:
        raise NoTerm(f"No term for the kind {kind} in the version {version}")
    return _rule(found)


def today_in_almaty() -> date:
    return timezone.now().astimezone(clock.ALMATY).date()


def versions_of(kind: str) -> list[Term]:
    """Every version of one kind's term, oldest first."""
    terms = Term.objects.filter(kind=kind).select_related("term_set")
    return list(terms.order_by("term_set__valid_from"))


def rule_in_force(versions: list[Term], on: date) -> TermRule:
    """The version in force on a day; before our first one, the first one."""
    if not versions:
        raise NoTerm("No term for this kind")
    begun = [term for term in versions if term.term_set.valid_from <= on]
    return _rule(begun[-1] if begun else versions[0])


def _rule(term: Term) -> TermRule:
    term_set = term.term_set
    return TermRule(
        kind=term.kind,
        days=term.days,
        basis=term.basis,
        arrival_day_counts=term_set.arrival_day_counts,
        cut_off=term_set.cut_off,
        version=term_set.version,
        source=Words(term.source_kk, term.source_ru, term.source_en),
        confirmed=term.confirmed,
        extension_days=term.extension_days,
        extension_cap_months=term.extension_cap_months,
        redirect_days=term.redirect_days,
        notice_days=term.notice_days,
        extension_decided_by=term.extension_decided_by,
        redirect_restarts=term_set.redirect_restarts,
    )
