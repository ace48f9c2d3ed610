"""Questions to the law: which term, which calendar, which dates.

Two queries a question, and no cache: every process reads the same rows, so a change of the
calendar is seen at once everywhere. Who asks many times (lists, imports) asks for
``calendar()`` once and hands it on.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from law import clock
from law.clock import Calendar, ExceptionDay, StepCode, TermRule, Words
from law.models import CalendarDay, Term
from law.wording import in_reader_language, say


class NoTerm(LookupError):
    """The law as we hold it has no term for this kind or version."""


@dataclass(frozen=True)
class SaidStep:
    """One line of the sum; ``text`` is in the language that was active."""

    code: StepCode
    day: date
    text: str


@dataclass(frozen=True)
class ClockResult:
    """The legal dates of one text, and why."""

    kind: str
    registered_on: date
    due_on: date
    term_version: str
    days: int
    basis: str
    source: str
    confirmed: bool
    steps: tuple[SaidStep, ...]

    def as_json(self) -> dict[str, object]:
        """Plain values, for commands and the API."""
        return {
            "registered_on": self.registered_on.isoformat(),
            "due": self.due_on.isoformat(),
            "days": self.days,
            "basis": self.basis,
            "term_version": self.term_version,
            "steps": [asdict(step) | {"day": step.day.isoformat()} for step in self.steps],
        }


@dataclass(frozen=True)
class Progress:
    """Where an application stands in its term: "day 6 of 15"."""

    day: int
    of: int
    days_left: int
    days_late: int
    due_on: date
    basis: str

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


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
    return _in_force(_versions(kind), on)


def term_of_version(kind: str, version: str) -> TermRule:
    """The term an application was registered under. One query."""
    term = Term.objects.filter(kind=kind, term_set__version=version).select_related("term_set")
    found = term.first()
    if found is None:
        raise NoTerm(f"No term for the kind {kind} in the version {version}")
    return _rule(found)


def clock_for_appeal(
    kind: str, submitted_at: datetime, *, days: Calendar | None = None
) -> ClockResult:
    """The legal dates of a text sent at a moment, with the sum. Two queries, one with ``days``."""
    days = calendar() if days is None else days
    rule = _rule_at(kind, submitted_at, days)
    registered = clock.registered_on(submitted_at, days, rule.cut_off)
    return ClockResult(
        kind=kind,
        registered_on=registered,
        due_on=clock.due_on(registered, rule, days),
        term_version=rule.version,
        days=rule.days,
        basis=rule.basis,
        source=in_reader_language(rule.source),
        confirmed=rule.confirmed,
        steps=tuple(
            SaidStep(step.code, step.day, say(step))
            for step in clock.explain(submitted_at, rule, days)
        ),
    )


def progress(
    *,
    kind: str,
    term_version: str,
    registered_on: date,
    due_on: date,
    today: date | None = None,
    days: Calendar | None = None,
) -> Progress:
    """Where a registered application stands on a day. Two queries, one with ``days``.

    The stored ``due_on`` is the truth: a calendar changed later moves the count, never the date.
    """
    days = calendar() if days is None else days
    rule = term_of_version(kind, term_version)
    today = _today() if today is None else today
    day = clock.day_number(today, registered_on, rule, days)
    last = clock.day_number(due_on, registered_on, rule, days)
    late = (today - due_on).days if today > due_on else 0
    return Progress(
        day=day,
        of=last,
        days_left=max(0, last - day) if not late else 0,
        days_late=late,
        due_on=due_on,
        basis=rule.basis,
    )


def _today() -> date:
    return timezone.now().astimezone(clock.ALMATY).date()


def _rule_at(kind: str, submitted_at: datetime, days: Calendar) -> TermRule:
    """The rule in force on the legal day. The working hours are those of the day of arrival."""
    versions = _versions(kind)
    at_arrival = _in_force(versions, clock.arrived_at(submitted_at).date())
    registered = clock.registered_on(submitted_at, days, at_arrival.cut_off)
    return replace(_in_force(versions, registered), cut_off=at_arrival.cut_off)


def _versions(kind: str) -> list[Term]:
    """Every version of one kind's term, oldest first."""
    terms = Term.objects.filter(kind=kind).select_related("term_set")
    return list(terms.order_by("term_set__valid_from"))


def _in_force(versions: list[Term], on: date) -> TermRule:
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
    )
