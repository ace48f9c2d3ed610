"""The public wording of a text: what stands, what was taken out, and how a moderator writes it.

A gap is a cut ``{"start", "end", "ground"}`` over the sign ``GAP`` in the body. Moderators see and
type it as ``[[code of the ground]]``.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.text import clean_text

GAP = "[…]"
# The author's own double brackets are shown with "=": ``[[word]]`` as ``[[=word]]``, and so on.
CODE = re.compile(r"\[\[(=*)([-a-zA-Z0-9_]+)\]\]")

Cut = dict[str, Any]


class BadCut(ValueError):
    """A cut that marks nothing in the body, or one place twice."""


@dataclass(frozen=True)
class Wording:
    """A subject and a body with gaps."""

    subject: str
    body: str
    cuts: list[Cut] = field(default_factory=list)

    @property
    def has_words(self) -> bool:
        """Something is left to read between the gaps."""
        left = (char for text, ground in pieces(self) if not ground for char in text)
        return any(unicodedata.category(char)[0] in "LNS" for char in left)

    @property
    def grounds(self) -> list[str]:
        """The codes of the gaps, each once."""
        return sorted({cut["ground"] for cut in self.cuts})

    @property
    def fingerprint(self) -> str:
        """Changes with each character and each gap."""
        whole = json.dumps([self.subject, self.body, self.cuts], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()


def cleaned(wording: Wording) -> Wording:
    """The wording without anything invisible, its gaps where they were."""
    return from_marked(clean_text(wording.subject), clean_text(to_marked(wording)))


def take_out(subject: str, body: str, cuts: Iterable[Cut]) -> Wording:
    """The wording with the cut words gone: in their place stands the sign of a gap.

    Cutting a place that is a gap already changes nothing. ``BadCut`` when a cut is out of range,
    empty, or crosses another one.
    """
    out: list[str] = []
    kept: list[Cut] = []
    done = length = 0
    for cut in sorted(cuts, key=_start):
        start, end = _start(cut), cut.get("end")
        if not isinstance(end, int) or not done <= start < end <= len(body):
            raise BadCut(f"cut {start}:{end}")
        length += start - done
        out += [body[done:start], GAP]
        kept.append({"start": length, "end": length + len(GAP), "ground": str(cut["ground"])})
        length += len(GAP)
        done = end
    return Wording(subject, "".join(out) + body[done:], kept)


def _start(cut: Cut) -> int:
    start = cut.get("start")
    if not isinstance(start, int) or isinstance(start, bool) or not cut.get("ground"):
        raise BadCut("cut without a start or a ground")
    return start


def pieces(wording: Wording) -> list[tuple[str, str]]:
    """The body in order as ``(text, ground)``: the ground is empty for words that stand."""
    found, done = [], 0
    for cut in wording.cuts:
        found.append((wording.body[done : cut["start"]], ""))
        found.append((wording.body[cut["start"] : cut["end"]], cut["ground"]))
        done = cut["end"]
    found.append((wording.body[done:], ""))
    return [piece for piece in found if piece[0]]


def to_marked(wording: Wording) -> str:
    """The body for the moderator's text area."""
    return "".join(
        f"[[{ground}]]" if ground else CODE.sub(r"[[=\1\2]]", text)
        for text, ground in pieces(wording)
    )


def from_marked(subject: str, text: str) -> Wording:
    """What the moderator typed: each ``[[code]]`` becomes a gap on this ground."""
    out: list[str] = []
    cuts: list[Cut] = []
    done = length = 0
    for match in CODE.finditer(text):
        plain = text[done : match.start()]
        is_gap = not match[1]
        shown = GAP if is_gap else f"[[{match[1][1:]}{match[2]}]]"
        start = length + len(plain)
        if is_gap:
            cuts.append({"start": start, "end": start + len(GAP), "ground": match[2]})
        out += [plain, shown]
        length = start + len(shown)
        done = match.end()
    return Wording(subject, "".join(out) + text[done:], cuts)


def is_reworded(original: Wording, shown: Wording) -> bool:
    """Whether the public words differ from the author's in more than their gaps.

    ``original`` has no gaps. A subject holds no cuts: the sign itself is its gap.
    """
    runs, done = [], 0
    for cut in shown.cuts:
        runs.append(shown.body[done : cut["start"]])
        done = cut["end"]
    runs.append(shown.body[done:])
    is_same = _fits(clean_text(original.body), runs)
    return not (is_same and _fits(clean_text(original.subject), shown.subject.split(GAP)))


def _fits(text: str, runs: list[str]) -> bool:
    """The text is these runs of words, with something between each two of them."""
    first, last = runs[0], runs[-1]
    if len(runs) == 1:
        return text == first
    if not text.startswith(first):
        return False
    at = len(first)
    for run in runs[1:-1]:
        at = text.find(run, at + 1)
        if at < 0:
            return False
        at += len(run)
    return text.endswith(last) and len(text) - len(last) > at
