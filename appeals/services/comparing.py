"""What changed in a prepared answer since it was written, sent back or agreed."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from appeals.models import Appeal, PreparedAnswer, PreparedRevision

TOKEN = re.compile(r"\S+|\s+")
# Beyond this many pairs of words a changed stretch is shown as a whole.
PAIRS = 1_000_000


@dataclass(frozen=True)
class ChangedPiece:
    """A piece of text: ``same``, ``added`` or ``removed``."""

    kind: str
    text: str


@dataclass(frozen=True)
class AnswerChanges:
    """The difference between two revisions of a draft."""

    since: int
    by_name: str
    body: tuple[ChangedPiece, ...]
    private: tuple[ChangedPiece, ...]
    files_added: tuple[str, ...]
    files_removed: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing changed."""
        pieces = (*self.body, *self.private)
        is_same = all(piece.kind == "same" for piece in pieces)
        return is_same and not self.files_added and not self.files_removed


def answer_changes(appeal: Appeal) -> AnswerChanges | None:
    """The draft of now beside the revision that a reader has seen last: the one sent back, else
    the one agreed, else the first. None when there is only one."""
    row = PreparedAnswer.objects.filter(appeal=appeal, agency_id=appeal.agency_id).first()
    if row is None:
        return None
    revisions = PreparedRevision.objects.filter(prepared=row).select_related("by")
    now = revisions.filter(revision=row.revision).first()
    earlier = revisions.filter(revision__lt=row.revision)
    seen = earlier.filter(revision=row.sent_back_revision or 0).first() or earlier.first()
    if now is None or seen is None:
        return None
    old, new = json.loads(str(seen.content)), json.loads(str(now.content))
    return AnswerChanges(
        since=seen.revision,
        by_name=seen.by.get_full_name(),
        body=changed_pieces(old["body"], new["body"]),
        private=changed_pieces(old["private"], new["private"]),
        files_added=tuple(name for name in new["files"] if name not in old["files"]),
        files_removed=tuple(name for name in old["files"] if name not in new["files"]),
    )


def changed_pieces(old: str, new: str) -> tuple[ChangedPiece, ...]:
    """Two texts as one, word by word."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    return tuple(_joined(_compared(before, after)))


def _compared(before: list[str], after: list[str]) -> Iterator[ChangedPiece]:
    start = _common_start(before, after)
    end = _common_start(before[start:][::-1], after[start:][::-1])
    yield _piece("same", after[:start])
    old = before[start : len(before) - end]
    new = after[start : len(after) - end]
    if len(old) * len(new) > PAIRS:
        yield _piece("removed", old)
        yield _piece("added", new)
    else:
        yield from _matched(old, new)
    yield _piece("same", after[len(after) - end :])


def _matched(old: list[str], new: list[str]) -> Iterator[ChangedPiece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield _piece("same", new[j1:j2])
            continue
        yield _piece("removed", old[i1:i2])
        yield _piece("added", new[j1:j2])


def _joined(pieces: Iterator[ChangedPiece]) -> Iterator[ChangedPiece]:
    return (piece for piece in pieces if piece.text)


def _piece(kind: str, tokens: list[str]) -> ChangedPiece:
    return ChangedPiece(kind, "".join(tokens))


def _common_start(one: list[str], other: list[str]) -> int:
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count
