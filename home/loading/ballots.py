"""Invented ballots of the demo: as many answers as its files say, each on a ballot of its own."""

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from surveys.models import Ballot, Participation, Survey
from surveys.regions import AgeGroup, Region
from surveys.states import QuestionKind, Voters

ROWS = 2000
LANGUAGES = {"kk": 50, "ru": 41, "en": 9}
AGES = {
    AgeGroup.FROM_18: 26,
    AgeGroup.FROM_30: 35,
    AgeGroup.FROM_45: 24,
    AgeGroup.FROM_60: 15,
}
REGIONS = {
    Region.ASTANA: 22,
    Region.ALMATY: 24,
    Region.SHYMKENT: 12,
    Region.TURKISTAN: 11,
    Region.QARAGANDY: 10,
    Region.ALMATY_REGION: 9,
    Region.AQTOBE: 6,
    Region.PAVLODAR: 4,
    "": 2,
}
Entry = dict[str, Any]


@dataclass
class Urn:
    """Ballots of one survey being filled in; the same die gives the same demo each time."""

    survey: Survey
    entry: Entry
    today: date
    die: random.Random = field(init=False)
    ballots: list[Ballot] = field(init=False)

    def __post_init__(self) -> None:
        """Blank ballots with their groups and days."""
        self.die = random.Random(self.entry["key"])
        count = self.entry["ballots"]
        is_person = self.survey.voters == Voters.PERSON
        groups = zip(
            dealt(self.die, count, LANGUAGES),
            dealt(self.die, count, AGES if is_person else {"": 1}),
            dealt(self.die, count, REGIONS if self.survey.asks_region else {"": 1}),
            strict=True,
        )
        self.ballots = [self._blank(*each) for each in groups]

    def fill(self) -> None:
        """Answers to all questions, in their order: conditions look at earlier ones."""
        for question in self.entry["questions"]:
            asked = self._asked(question)
            for ballot, value in zip(asked, answers(self.die, question, asked), strict=False):
                ballot.answers[question["key"]] = {"v": value, "h": secrets.token_hex(32)}

    def save(self) -> None:
        """All rows at once; who took part is as unknown here as in life."""
        self.die.shuffle(self.ballots)
        Ballot.objects.bulk_create(self.ballots, batch_size=ROWS)
        if self.survey.voters == Voters.PERSON:
            Participation.objects.bulk_create(
                [
                    Participation(key=secrets.token_hex(32), survey=self.survey)
                    for _ in self.ballots
                ],
                batch_size=ROWS,
            )

    def _blank(self, language: str, age: str, region: str) -> Ballot:
        first = self.survey.opens_at.date()
        last = min(self.today, (self.survey.closes_at - timedelta(hours=11)).date())
        # Most people answer in the first days.
        day = first + (last - first) * self.die.random() ** 1.6
        return Ballot(
            survey=self.survey,
            receipt=secrets.token_hex(32),
            language=language,
            age=age,
            region=region,
            day=day,
        )

    def _asked(self, question: Entry) -> list[Ballot]:
        """Those who meet its condition and didn't leave it out, in random order."""
        met = self.ballots
        if condition := question.get("shown_if"):
            key, option = condition
            met = [row for row in met if row.answers.get(key, {}).get("v") == option]
        if question["kind"] == QuestionKind.TEXT:
            wanted = len(question.get("free_answers", ()))
        else:
            wanted = round(len(met) * question.get("answered", 100) / 100)
        return self.die.sample(met, wanted)


def dealt(die: random.Random, count: int, weights: dict[Any, int]) -> list[Any]:
    """So many values in proportion to their weights, exactly as near as can be, shuffled."""
    whole = sum(weights.values())
    shares = {value: divmod(count * weight, whole) for value, weight in weights.items()}
    rest = count - sum(full for full, _part in shares.values())
    by_part = sorted(shares, key=lambda value: -shares[value][1])
    values = [value for value, (full, _part) in shares.items() for _ in range(full)]
    values += by_part[:rest]
    die.shuffle(values)
    return values


def answers(die: random.Random, question: Entry, asked: list[Ballot]) -> Iterator[Any]:
    """One value for each who is asked."""
    count = len(asked)
    votes = {option["key"]: option["votes"] for option in question.get("options", ())}
    match question["kind"]:
        case QuestionKind.ONE | QuestionKind.YESNO:
            yield from dealt(die, count, votes)
        case QuestionKind.MANY:
            yield from _several(votes, count)
        case QuestionKind.SCALE:
            low, high = question["scale"]
            points = dict(zip(range(low, high + 1), question["votes"], strict=True))
            yield from dealt(die, count, points)
        case QuestionKind.PLACE:
            yield from dealt(die, count, question["votes"])
        case QuestionKind.MATRIX:
            rows = {
                row["key"]: dealt(die, count, dict(zip(votes, row["votes"], strict=True)))
                for row in question["rows"]
            }
            yield from ({key: said[at] for key, said in rows.items()} for at in range(count))
        case QuestionKind.RANKING:
            yield from (_ranked(die, votes) for _ in range(count))
        case QuestionKind.DATE:
            first, last = question["days"]
            day = asked[0].day if asked else date.min
            span = [die.triangular(first, last) for _ in range(count)]
            yield from ((day + timedelta(days=days)).isoformat() for days in span)
        case QuestionKind.TEXT:
            yield from [True] * count


def _several(votes: dict[str, int], count: int) -> Iterator[list[str]]:
    """Marks dealt round like cards: nobody gets one twice, all get about as many."""
    chosen: list[list[str]] = [[] for _ in range(count)]
    at = 0
    for option, marks in votes.items():
        for _ in range(min(marks, count)):
            chosen[at % count].append(option)
            at += 1
    yield from chosen


def _ranked(die: random.Random, votes: dict[str, int]) -> list[str]:
    """What has more weight tends to stand higher."""
    return sorted(votes, key=lambda key: -(die.random() ** (1 / votes[key])))
