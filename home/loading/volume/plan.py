"""What each of so many applications is: the real portal's proportions, drawn by a seeded die."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

# The figures of the real portal.
TOTAL, REDIRECTED, PUBLISHED, ANSWERED = 482_253, 15_791, 366_727, 463_870
BEGAN = datetime(2013, 3, 1, 4, tzinfo=UTC)
# The younger the portal, the fewer wrote.
GROWTH = 0.6
OPEN_DAYS = 21
# Of those not published: texts whose authors did not want it, and texts refused.
PRIVATE_SHARE, REFUSED_SHARE = 0.70, 0.27
QUEUE = 150
KAZAKH_SHARE = 0.45
ALMATY = ZoneInfo("Asia/Almaty")


@dataclass(frozen=True)
class Figures:
    """How many of each there will be."""

    total: int
    redirected: int
    published: int
    answered: int

    @classmethod
    def of(cls, total: int) -> "Figures":
        """The real proportions for any number."""
        return cls(
            total=total,
            redirected=round(total * REDIRECTED / TOTAL),
            published=round(total * PUBLISHED / TOTAL),
            answered=round(total * ANSWERED / TOTAL),
        )


@dataclass(frozen=True)
class Plan:
    """One letter or bit an application, oldest first.

    ``publication``: p(ublished), q(ueued for a moderator), n(ot wanted), r(efused), w(ithdrawn).
    ``state``: a(nswered), r(egistered), i(n work), w(ithdrawn), s(topped).
    """

    figures: Figures
    seed: int
    until: datetime
    publication: bytes
    state: bytes
    redirected: bytes

    def moment(self, index: int) -> datetime:
        """When it was sent: later ones are closer together, and no two are the same."""
        share = ((index + 0.5) / self.figures.total) ** GROWTH
        return BEGAN + (self.until - BEGAN) * share


def plan_make(total: int, seed: int, now: datetime) -> Plan:
    """The plan of ``total`` applications up to an hour ago."""
    die = random.Random(seed)
    figures = Figures.of(total)
    blank = Plan(figures, seed, now - timedelta(hours=1), b"", b"", b"")
    recent = _first_since(blank, now - timedelta(days=OPEN_DAYS))
    publication = _publication(die, figures)
    return Plan(
        figures=figures,
        seed=seed,
        until=blank.until,
        publication=bytes(publication),
        state=bytes(_state(die, figures, recent, publication)),
        redirected=bytes(_marked(die, figures.total, figures.redirected)),
    )


def years_of(plan: Plan) -> dict[int, int]:
    """How many applications came in each year on the clock in Almaty."""
    first, last = (plan.moment(at).astimezone(ALMATY).year for at in (0, plan.figures.total - 1))
    bounds = [
        _first_since(plan, datetime(year, 1, 1, tzinfo=ALMATY)) for year in range(first, last + 2)
    ]
    return {first + at: bounds[at + 1] - bounds[at] for at in range(last - first + 1)}


def first_of_years(years: dict[int, int]) -> dict[int, int]:
    """Index of the first application of each year."""
    starts = [0, *accumulate(years.values())]
    return dict(zip(years, starts, strict=False))


def _first_since(plan: Plan, moment: datetime) -> int:
    """Index of the first application sent then or later (binary search)."""
    low, high = 0, plan.figures.total
    while low < high:
        middle = (low + high) // 2
        if plan.moment(middle) < moment:
            low = middle + 1
        else:
            high = middle
    return low


def _marked(die: random.Random, total: int, count: int) -> bytearray:
    marks = bytearray(total)
    for index in die.sample(range(total), count):
        marks[index] = 1
    return marks


def _publication(die: random.Random, figures: Figures) -> bytearray:
    letters = bytearray(b"p" * figures.total)
    for index in die.sample(range(figures.total), figures.total - figures.published):
        drawn = die.random()
        if drawn < PRIVATE_SHARE:
            letters[index] = ord("n")
        else:
            letters[index] = ord("r" if drawn < PRIVATE_SHARE + REFUSED_SHARE else "w")
    _queue(letters, min(QUEUE, figures.total // 2000))
    return letters


def _queue(letters: bytearray, length: int) -> None:
    """The youngest of those not published wait for a moderator."""
    for index in range(len(letters) - 1, -1, -1):
        if length <= 0:
            return
        if letters[index] != ord("p"):
            letters[index] = ord("q")
            length -= 1


def _state(die: random.Random, figures: Figures, recent: int, publication: bytearray) -> bytearray:
    """Most of the unanswered are young; of the older ones some are late, most are closed."""
    letters = bytearray(b"a" * figures.total)
    unanswered = figures.total - figures.answered
    young = range(recent, figures.total)
    open_now = die.sample(young, min(len(young) * 5 // 6, unanswered * 3 // 4))
    for index in open_now:
        letters[index] = ord("r" if index > figures.total - len(young) // 5 else "i")
    old = die.sample(range(recent), min(recent, unanswered - len(open_now)))
    for index in old:
        letters[index] = _closed(die, chr(publication[index]))
    for index in die.sample(young, unanswered - len(open_now) - len(old)):
        letters[index] = ord("i")
    return letters


def _closed(die: random.Random, publication: str) -> int:
    if die.random() < 0.1:
        return ord("i")
    return ord("s" if publication == "p" or die.random() < 0.5 else "w")
