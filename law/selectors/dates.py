"""The legal dates of one text, and where it stands in its term."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from law import clock
from law.clock import Calendar, TermRule
from law.selectors.terms import (
    calendar,
    rule_in_force,
    term_of_version,
    today_in_almaty,
    versions_of,
)
from law.selectors.words import SaidStep, said
from law.wording import in_reader_language


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
        steps=said(clock.explain(submitted_at, rule, days)),
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
    today = today_in_almaty() if today is None else today
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


def _rule_at(kind: str, submitted_at: datetime, days: Calendar) -> TermRule:
    """The rule in force on the legal day. The working hours are those of the day of arrival."""
    versions = versions_of(kind)
    at_arrival = rule_in_force(versions, clock.arrived_at(submitted_at).date())
    registered = clock.registered_on(submitted_at, days, at_arrival.cut_off)
    return replace(rule_in_force(versions, registered), cut_off=at_arrival.cut_off)
