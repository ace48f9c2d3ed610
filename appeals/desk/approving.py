"""Answers that wait for the head: what was written, what changed since, who has read it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from accounts.models import RoleKind
from appeals.desk.selectors import name_of
from appeals.models import Appeal, PreparedAnswer, PreparedRevision
from appeals.projections import Card, card_of
from appeals.selectors import with_card_rows
from appeals.services.comparing import ChangedPiece, changed_pieces
from appeals.services.preparing import words_of
from appeals.states import State
from core.audience import Reader

SHOWN = 10
# Words that did not change are shown only around those that did.
AROUND = 80
WAITING = (State.DRAFTED, State.AGREED, State.ANSWERED)


@dataclass(frozen=True)
class Approval:
    """One answer to approve. ``changes`` is empty where the first draft still stands."""

    card: Card
    body: str
    private: str
    revision: int
    written_by: str
    written_at: datetime
    agreed_by: str
    changes: tuple[ChangedPiece, ...]
    files: tuple[str, ...]
    signs: bool
    may_send_back: bool


def approvals(reader: Reader) -> tuple[list[Approval], bool]:
    """The most urgent answers of the agencies that the reader heads, and whether there are more.

    A constant number of queries.
    """
    rows = list(_rows(reader)[: SHOWN + 1])
    return [_approval(row, reader) for row in rows[:SHOWN]], len(rows) > SHOWN


def _rows(reader: Reader) -> QuerySet[Appeal]:
    revisions = PreparedRevision.objects.order_by("revision")
    rows = Appeal.objects.filter(
        agency_id__in=sorted(reader.agencies_as(RoleKind.HEAD)),
        prepared__agency_id=F("agency_id"),
        prepared__waits_since=None,
        state__in=WAITING,
    ).exclude(author_id=reader.user_id)
    return (
        with_card_rows(rows, originals=True)
        .select_related("prepared__prepared_by__vault", "prepared__agreed_by__vault")
        .prefetch_related(
            Prefetch("prepared__revisions", queryset=revisions), "prepared__files__file"
        )
        .order_by("due_on", "id")
    )


def _approval(appeal: Appeal, reader: Reader) -> Approval:
    row: PreparedAnswer = appeal.prepared
    words = words_of(row)
    return Approval(
        card=card_of(appeal, reader),
        body=words.body,
        private=words.private,
        revision=row.revision,
        written_by=name_of(row.prepared_by),
        written_at=row.prepared_at,
        agreed_by=name_of(row.agreed_by) if row.agreed_by else "",
        changes=_changes(row),
        files=tuple(held.file.name for held in row.files.all()),
        signs=appeal.agency.signs_answers,
        may_send_back=appeal.state != State.ANSWERED and not reader.is_person(row.prepared_by_id),
    )


def _changes(row: PreparedAnswer) -> tuple[ChangedPiece, ...]:
    """The words of now beside those sent back, else beside the first draft."""
    earlier = [one for one in row.revisions.all() if one.revision < row.revision]
    if not earlier:
        return ()
    seen = next((one for one in earlier if one.revision == row.sent_back_revision), earlier[0])
    pieces = changed_pieces(_body(seen), words_of(row).body)
    if all(piece.kind == "same" for piece in pieces):
        return ()
    return tuple(_short(piece) for piece in pieces)


def _body(revision: PreparedRevision) -> str:
    content: dict[str, Any] = json.loads(str(revision.content))
    return str(content["body"])


def _short(piece: ChangedPiece) -> ChangedPiece:
    text = piece.text
    if piece.kind != "same" or len(text) <= 3 * AROUND:
        return piece
    return ChangedPiece("same", f"{text[:AROUND]} […] {text[-AROUND:]}")
