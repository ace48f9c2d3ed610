"""What happens to each of the demo's applications: a plan, drawn by a seeded die, no database."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from home.loading.content import demo
from home.loading.people import Cast, Person

SEED = 2026
DAYS = 118


class Fate(StrEnum):
    """How far an application has come by today."""

    AGREED = "agreed"
    ANSWERED = "answered"
    ANSWERED_TWICE = "answered_twice"
    ANSWERED_LATE = "answered_late"
    ANSWERED_PRIVATE = "answered_private"
    ANSWER_WAITS = "answer_waits"
    ASKED = "asked"
    CORRECTED = "corrected"
    DRAFTED = "drafted"
    ESCALATED = "escalated"
    EXTENDED = "extended"
    HANDED_OVER = "handed_over"
    HANDED_OVER_OPEN = "handed_over_open"
    HANDED_OVER_WITHDRAWN = "handed_over_withdrawn"
    SENT_BACK = "sent_back"
    IN_WORK = "in_work"
    IN_WORK_PRIVATE = "in_work_private"
    NEW = "new"
    NEW_PRIVATE = "new_private"
    OVERDUE = "overdue"
    RATED = "rated"
    RECEIVED = "received"
    REFUSED = "refused"
    REFUSED_ANSWERED = "refused_answered"
    REVIEWED = "reviewed"
    SPLIT = "split"
    STOPPED = "stopped"
    TAKEN_DOWN = "taken_down"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_UNREAD = "withdrawn_unread"


# Fate: how many, and how many days ago it was sent (from, to).
PLAN: dict[Fate, tuple[int, float, float]] = {
    Fate.AGREED: (3, 6, 9),
    Fate.ANSWERED: (95, 6, DAYS),
    Fate.ANSWERED_TWICE: (18, 25, DAYS),
    Fate.ANSWERED_LATE: (9, 60, DAYS),
    Fate.ANSWERED_PRIVATE: (21, 8, DAYS),
    Fate.ANSWER_WAITS: (2, 4, 8),
    Fate.ASKED: (3, 3, 5),
    Fate.CORRECTED: (12, 8, 90),
    Fate.DRAFTED: (4, 5, 9),
    Fate.ESCALATED: (2, 3, 5),
    Fate.EXTENDED: (3, 8, 12),
    Fate.HANDED_OVER: (18, 14, DAYS),
    Fate.HANDED_OVER_OPEN: (4, 1.5, 4),
    Fate.HANDED_OVER_WITHDRAWN: (2, 10, 60),
    Fate.SENT_BACK: (4, 20, 80),
    Fate.IN_WORK: (24, 2, 14),
    Fate.IN_WORK_PRIVATE: (5, 2, 12),
    Fate.NEW: (12, 0.4, 1.6),
    Fate.NEW_PRIVATE: (3, 0.1, 1.5),
    Fate.OVERDUE: (7, 42, 60),
    Fate.RATED: (30, 14, DAYS),
    Fate.RECEIVED: (4, 1.5, 2.5),
    Fate.REFUSED: (3, 3, 9),
    Fate.REFUSED_ANSWERED: (5, 12, 70),
    Fate.REVIEWED: (3, 13, 18),
    Fate.SPLIT: (3, 4, 8),
    Fate.STOPPED: (3, 30, 90),
    Fate.TAKEN_DOWN: (3, 20, 60),
    Fate.WAITING: (13, 0.05, 1.2),
    Fate.WITHDRAWN: (4, 10, 90),
    Fate.WITHDRAWN_UNREAD: (3, 15, 60),
}
PRIVATE = {Fate.ANSWERED_PRIVATE, Fate.IN_WORK_PRIVATE, Fate.NEW_PRIVATE}
HANDED = {Fate.HANDED_OVER, Fate.HANDED_OVER_OPEN, Fate.HANDED_OVER_WITHDRAWN}
REFUSED = {Fate.REFUSED, Fate.REFUSED_ANSWERED}
ANSWERED = {
    Fate.ANSWERED,
    Fate.ANSWERED_TWICE,
    Fate.ANSWERED_LATE,
    Fate.ANSWERED_PRIVATE,
    Fate.ANSWER_WAITS,
    Fate.CORRECTED,
    Fate.HANDED_OVER,
    Fate.SENT_BACK,
    Fate.RATED,
    Fate.REFUSED_ANSWERED,
    Fate.REVIEWED,
    Fate.TAKEN_DOWN,
}
# The law gives this kind one term and no extension.
NOT_EXTENDED = "complaint"
# A closed agency takes no applications from citizens, only what others hand over.
CLOSED = "alyssapar"
# An answer with a telephone in it waits for a moderator.
CALL = {
    "kk": "Сұрағыңыз болса, +7 799 000 09 21 нөміріне қоңырау шалыңыз.",
    "ru": "Если остались вопросы, позвоните по номеру +7 799 000 09 22.",
    "en": "If anything is unclear, please call +7 799 000 09 23.",
}
NAME_SHOWN = ("initials",) * 7 + ("full",) * 2 + ("hidden",)


@dataclass
class Story:
    """One application from the first word to where it stands today."""

    fate: Fate
    author: Person
    sent_at: datetime
    language: str
    kind: str
    topic: str
    agency: str
    handed_to: str
    subject: str
    text: str
    place: str
    answer: str
    second_answer: str
    redirect_reason: str
    name_shown: str
    publish: bool
    mask: list[str] = field(default_factory=list)
    ground: str = ""
    note: str = ""
    die: random.Random = field(default_factory=random.Random)


def stories_plan(cast: Cast, now: datetime, share: int = 1) -> list[Story]:
    """All stories, oldest first: the same people, texts and ages each time.

    ``share`` makes it so many times smaller; every fate stays.
    """
    die = random.Random(SEED)
    sources = _sources(die)
    writers = _Writers(die, cast)
    stories = [
        _story(fate, days, next(sources[_shelf(fate)]), writers, now, random.Random(die.random()))
        for fate, days in _fates(die, share)
    ]
    return sorted(stories, key=lambda story: story.sent_at)


def _fates(die: random.Random, share: int) -> list[tuple[Fate, float]]:
    drawn = [
        (fate, die.uniform(first, last))
        for fate, (count, first, last) in PLAN.items()
        for _ in range(max(1, count // share))
    ]
    die.shuffle(drawn)
    return drawn


def _shelf(fate: Fate) -> str:
    if fate in REFUSED:
        return "refused"
    if fate == Fate.CORRECTED:
        return "personal"
    if fate == Fate.EXTENDED:
        return "extended"
    return "handed" if fate in HANDED else "plain"


def _sources(die: random.Random) -> dict[str, Iterator[dict[str, Any]]]:
    told = demo("applications")
    open_ones = [entry for entry in told["templates"] if entry["agency"] != CLOSED]
    return {
        "plain": _endless(die, open_ones),
        "extended": _endless(die, [row for row in open_ones if row["kind"] != NOT_EXTENDED]),
        "handed": _endless(die, told["templates"]),
        "refused": _endless(die, told["extras"]["publication_refused"]),
        "personal": _endless(die, told["extras"]["with_personal_data"]),
    }


def _endless(die: random.Random, entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All entries in a new order, again and again."""
    while True:
        order = list(entries)
        die.shuffle(order)
        yield from order


@dataclass
class _Writers:
    """Who writes next: people the visitor may sign in as get a share of their own."""

    die: random.Random
    cast: Cast

    def next(self, language: str, gender: str) -> Person:
        known = [p for p in self.cast.citizens if _fits(p, language, gender)]
        if known and self.die.random() < 0.09:
            return self.die.choice(known)
        return self.die.choice([p for p in self.cast.authors if _fits(p, language, gender)])


def _fits(person: Person, language: str, gender: str) -> bool:
    return person.language == language and gender in ("any", person.gender)


def _story(
    fate: Fate,
    days: float,
    entry: dict[str, Any],
    writers: _Writers,
    now: datetime,
    die: random.Random,
) -> Story:
    language = entry["lang"]
    words = {name: die.choice(options) for name, options in _lists(language).items()}
    extras = demo("applications")["extras"]
    first, handed_to, reason = _bodies(fate, entry, language, die)
    return Story(
        fate=fate,
        author=writers.next(language, entry.get("author_gender", "any")),
        sent_at=now - timedelta(days=days),
        language=language,
        kind=entry["kind"],
        topic=entry["topic"],
        agency=first,
        handed_to=handed_to,
        subject=entry["subject"].format(**words),
        text=entry["text"].format(**words),
        place=entry["place"].format(**words),
        answer=_answer(fate, entry, die).format(**words),
        second_answer=die.choice(extras["second_answers"][language]),
        redirect_reason=reason,
        name_shown=die.choice(NAME_SHOWN),
        publish=fate not in PRIVATE,
        mask=[part.format(**words) for part in entry.get("mask", [])],
        ground=entry.get("ground_hint", ""),
        note=entry.get("author_note", ""),
        die=die,
    )


def _answer(fate: Fate, entry: dict[str, Any], die: random.Random) -> str:
    """The text's own answer, else one of the same agency on the same topic."""
    answer = entry.get("answer") or die.choice(_alike(entry))
    if fate == Fate.ANSWER_WAITS:
        answer = f"{answer}\n\n{CALL[entry['lang']]}"
    return str(answer)


def _alike(entry: dict[str, Any]) -> list[str]:
    same = [
        item
        for item in demo("applications")["templates"]
        if (item["lang"], item["agency"]) == (entry["lang"], entry["agency"])
    ]
    closest = [item for item in same if item["topic"] == entry["topic"]]
    return [item["answer"] for item in closest or same]


def _bodies(
    fate: Fate, entry: dict[str, Any], language: str, die: random.Random
) -> tuple[str, str, str]:
    """Whom the citizen wrote to, whom that body hands it over to, and why."""
    reasons = demo("applications")["extras"]["redirect_reasons"][language]
    competent = str(entry["agency"])
    others = [key for key in ("roads", "samaldy", "schools", "clinics") if key != competent]
    if fate == Fate.SENT_BACK:
        return competent, die.choice(others), reasons[0]
    if fate not in HANDED:
        return competent, "", ""
    if competent == "kokzhiek" and entry["topic"] == "roads":
        return "roads", competent, reasons[1]
    if competent == "zhylyui":
        return "samaldy", competent, reasons[2]
    return die.choice(others), competent, reasons[0]


def _lists(language: str) -> dict[str, list[str]]:
    return demo("applications")["lists"][language]
