"""Screening against the labelled sentences: precision and recall of each class, and its time.

Alone, without a database: `python -m bench --only screening`.
"""

import json
import resource
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.figures import Table
from moderation.screening.lists import Lists, lists_sown
from moderation.screening.marks import ScreenMark
from moderation.screening.run import screen_marks
from moderation.screening.spelling import SOURCES, dictionary_of, find_spelling

LABELLED = Path(__file__).resolve().parent.parent / "tests/moderation/screening/labelled"
ROUNDS = 5


@dataclass
class Score:
    """Marks of one class: labelled, of those found, given, of those right."""

    labelled: int = 0
    found: int = 0
    given: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """Of the marks given, the share that is right."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Of the labelled places, the share that was found."""
        return self.found / self.labelled if self.labelled else 1.0


@dataclass
class Result:
    """The scores by class, and what went wrong: (id, class, "missed" or "false", words)."""

    scores: dict[str, Score] = field(default_factory=dict)
    wrong: list[tuple[str, str, str, str]] = field(default_factory=list)
    texts: Counter[str] = field(default_factory=Counter)


def labelled(name: str = "*") -> Iterator[dict[str, Any]]:
    """The labelled sentences of one file, or of all."""
    for path in sorted(LABELLED.glob(f"{name}.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def score(rows: Iterable[dict[str, Any]], lists: Lists, *, spelling: bool = False) -> Result:
    """A mark is right when it overlaps a labelled place of its class. With ``spelling`` only
    mistakes are looked at, without it everything else."""
    result = Result()
    for row in rows:
        result.texts[row["lang"]] += 1
        if spelling:
            given = list(find_spelling(row["text"], row["lang"], lists))
        else:
            given = screen_marks(row["text"], row["lang"], topic=row.get("topic", ""), lists=lists)
        wanted = [one for one in row["marks"] if (one["class"] == "spelling") == spelling]
        _compare(result, row, wanted, given)
    return result


def _compare(
    result: Result, row: dict[str, Any], wanted: list[dict[str, Any]], given: list[ScreenMark]
) -> None:
    for one in wanted:
        own = result.scores.setdefault(one["class"], Score())
        found = any(_meets(one, mark) for mark in given)
        own.labelled += 1
        own.found += found
        if not found:
            words = row["text"][one["start"] : one["end"]]
            result.wrong.append((row["id"], one["class"], "missed", words))
    for mark in given:
        own = result.scores.setdefault(mark.class_, Score())
        right = any(_meets(one, mark) for one in wanted)
        own.given += 1
        own.right += right
        if not right:
            words = row["text"][mark.start : mark.end]
            result.wrong.append((row["id"], mark.class_, "false", words))


def _meets(one: dict[str, Any], mark: ScreenMark) -> bool:
    return one["class"] == mark.class_ and mark.start < one["end"] and one["start"] < mark.end


def screening_score() -> Table:
    """Precision and recall by class; spelling by its own sentences."""
    lists = lists_sown()
    result = score(labelled(), lists)
    result.scores |= score(labelled("spelling"), lists, spelling=True).scores
    return [
        {
            "class": name,
            "labelled": own.labelled,
            "marks": own.given,
            "precision": f"{own.precision:.3f}",
            "recall": f"{own.recall:.3f}",
        }
        for name, own in sorted(result.scores.items())
    ]


def screening_time() -> Table:
    """Milliseconds of processor time: a sentence, a long text, mistakes, reading dictionaries."""
    lists, rows = lists_sown(), list(labelled())
    long = "\n".join(row["text"] for row in rows)
    long = (long * (100_000 // len(long) + 1))[:100_000]
    each = [_ms(row["text"], lists) for _round in range(ROUNDS) for row in rows]
    peak, reading, slow = _memory(), _reading(), []
    for row in labelled("spelling"):
        begun = time.process_time()
        list(find_spelling(row["text"], row["lang"], lists))
        slow.append(1000 * (time.process_time() - begun))
    return [
        {"what": "sentence, median", "value": f"{statistics.median(each):.2f} ms"},
        {"what": "sentence, slowest", "value": f"{max(each):.2f} ms"},
        {"what": "100,000 characters", "value": f"{_ms(long, lists):.0f} ms"},
        {"what": "reading the three dictionaries", "value": f"{reading:.1f} s"},
        {"what": "mistakes of a sentence, median", "value": f"{statistics.median(slow):.2f} ms"},
        {"what": "mistakes of a sentence, slowest", "value": f"{max(slow):.0f} ms"},
        {"what": "memory before the dictionaries", "value": f"{peak:.0f} MB"},
        {"what": "memory with the dictionaries", "value": f"{_memory():.0f} MB"},
    ]


def _reading() -> float:
    begun = time.process_time()
    for language in SOURCES:
        dictionary_of(language)
    return time.process_time() - begun


def _ms(text: str, lists: Lists) -> float:
    begun = time.process_time()
    screen_marks(text, lists=lists)
    return 1000 * (time.process_time() - begun)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
