"""What one application is, everything but its words."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from home.loading.content import demo
from home.loading.volume.plan import ALMATY, Plan
from home.loading.volume.tables import Table
from home.loading.volume.texts import Told
from law import clock

PUBLICATION = {
    "p": "published",
    "q": "pending",
    "n": "private",
    "r": "refused",
    "w": "withdrawn",
}
STATE = {"a": "answered", "r": "registered", "i": "in_work", "w": "withdrawn", "s": "stopped"}
NAME_SHOWN = ("initials",) * 8 + ("hidden",) * 2
DAY = timedelta(days=1)


@dataclass(frozen=True)
class OfficeAt:
    """An office and who held it when: pairs of first day and tenure id, the newest first."""

    id: int
    agency_id: int
    tenures: tuple[tuple[date, int], ...]

    def tenure_on(self, moment: datetime) -> int | None:
        """Who held it then; nobody before the first tenure we know."""
        day = moment.astimezone(ALMATY).date()
        return next((pk for starts_on, pk in self.tenures if starts_on <= day), None)


@dataclass(frozen=True)
class Frame:
    """Everything the making processes must know of the database."""

    plan: Plan
    first_ids: dict[str, int]
    first_legacy: int
    first_of_year: dict[int, int]
    last_numbers: dict[int, int]
    offices: dict[str, tuple[OfficeAt, ...]]
    topics: dict[str, int]
    rules: dict[str, clock.TermRule]
    term_sets: dict[str, int]
    calendar: clock.Calendar
    ground_id: int
    now: datetime
    tables: dict[str, Table]
    as_bytes: bool


@dataclass(frozen=True)
class Case:
    """One application. ``office`` is the addressee, ``holder`` the office that has it now."""

    index: int
    id: int
    number: str
    legacy_number: int
    kind: str
    topic_id: int
    sent: datetime
    registered: date
    due: date
    term_set_id: int
    state: str
    publication: str
    office: OfficeAt
    holder: OfficeAt
    published_at: datetime | None
    answered_at: datetime | None
    name_shown: str

    @property
    def is_public(self) -> bool:
        """The public reads it."""
        return self.publication == "published"

    @property
    def is_redirected(self) -> bool:
        """Another body than the addressed one has taken it over."""
        return self.office.agency_id != self.holder.agency_id


class CaseMaker:
    """Cases by the plan; remembers legal dates it has counted already."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.due = cache(self._due)

    def make(self, index: int, die: random.Random, told: Told) -> Case:
        """The case of one application of the plan."""
        frame, plan = self.frame, self.frame.plan
        entry = demo("applications")["templates"][told.template]
        sent = plan.moment(index)
        rule = frame.rules[entry["kind"]]
        registered = clock.registered_on(sent, frame.calendar, rule.cut_off)
        due = self.due(entry["kind"], registered)
        holder = die.choice(frame.offices[entry["agency"]])
        is_redirected = bool(plan.redirected[index])
        return Case(
            index=index,
            id=frame.first_ids["appeal"] + index,
            number=self._number(index, sent),
            legacy_number=frame.first_legacy + index,
            kind=entry["kind"],
            topic_id=frame.topics[entry["topic"]],
            sent=sent,
            registered=registered,
            due=due,
            term_set_id=frame.term_sets[entry["kind"]],
            state=STATE[chr(plan.state[index])],
            publication=PUBLICATION[chr(plan.publication[index])],
            office=self._another(entry["agency"], die) if is_redirected else holder,
            holder=holder,
            published_at=self._published_at(index, sent, die),
            answered_at=self._answered_at(index, sent, due, die),
            name_shown=die.choice(NAME_SHOWN),
        )

    def _due(self, kind: str, registered: date) -> date:
        return clock.due_on(registered, self.frame.rules[kind], self.frame.calendar)

    def _number(self, index: int, sent: datetime) -> str:
        year = sent.astimezone(ALMATY).year
        serial = self.frame.last_numbers.get(year, 0) + index - self.frame.first_of_year[year] + 1
        return f"OD-{year}-{serial:08d}"

    def _another(self, agency: str, die: random.Random) -> OfficeAt:
        others = sorted(key for key in self.frame.offices if key != agency)
        return die.choice(self.frame.offices[die.choice(others)])

    def _published_at(self, index: int, sent: datetime, die: random.Random) -> datetime | None:
        if chr(self.frame.plan.publication[index]) not in "pw":
            return None
        return self._by_now(sent, DAY * die.uniform(0.05, 1.5), die)

    def _answered_at(
        self, index: int, sent: datetime, due: date, die: random.Random
    ) -> datetime | None:
        if chr(self.frame.plan.state[index]) != "a":
            return None
        term = (due - sent.date()).days
        return self._by_now(sent, DAY * term * die.triangular(0.1, 1.2, 0.7), die)

    def _by_now(self, sent: datetime, after: timedelta, die: random.Random) -> datetime:
        """So long after, or, where that is yet to come, somewhen since."""
        moment = sent + after
        now = self.frame.now
        return moment if moment <= now else sent + (now - sent) * die.uniform(0.2, 0.95)
