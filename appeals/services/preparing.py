"""Writing an answer together: the shared draft, a colleague's agreement, sending it back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models import Appeal, PreparedAnswer, PreparedFile, PreparedRevision
from appeals.originals import OriginalAnswer, answer_bytes
from appeals.permissions import can_answer
from appeals.services.answering import answer_check
from appeals.services.moving import appeal_lock, move_apply, move_check, move_tell
from appeals.states import State
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.text import clean_text, is_blank
from signing.destroying import file_destroy

WORD_LENGTH = 1000


@dataclass(frozen=True)
class Prepared:
    """A prepared answer as the desk shows it; fetch it with ``prepared_of``."""

    words: OriginalAnswer
    revision: int
    by: User
    at: datetime
    agreed_by: User | None
    agreed_at: datetime | None
    sent_back_by: User | None
    sent_back_at: datetime | None
    sent_back_word: str
    files: tuple[PreparedFile, ...]
    is_overridden: bool
    waits: bool

    @property
    def private_files(self) -> list[str]:
        """Ids of the files that only the author gets."""
        return [str(row.file_id) for row in self.files if row.is_private]


def prepared_of(appeal: Appeal) -> Prepared | None:
    """The answer that the holding agency has prepared; none of another agency's."""
    row = (
        PreparedAnswer.objects.filter(appeal=appeal, agency_id=appeal.agency_id)
        .select_related("prepared_by", "agreed_by", "sent_back_by")
        .prefetch_related("files__file")
        .first()
    )
    if row is None:
        return None
    is_back = row.sent_back_revision == row.revision
    return Prepared(
        words=words_of(row),
        revision=row.revision,
        by=row.prepared_by,
        at=row.prepared_at,
        agreed_by=row.agreed_by,
        agreed_at=row.agreed_at,
        sent_back_by=row.sent_back_by if is_back else None,
        sent_back_at=row.sent_back_at if is_back else None,
        sent_back_word=str(row.sent_back_word or "") if is_back else "",
        files=tuple(row.files.all()),
        is_overridden=row.overridden_revision == row.revision,
        waits=row.waits_since is not None,
    )


@transaction.atomic
def answer_prepare(
    *, appeal_id: int, actor: User, reader: Reader, body: str, private: str = "", seen: int = 0
) -> PreparedAnswer:
    """Keep an answer for a colleague to agree and the head to sign.

    ``seen`` is the revision the page was made from (0: there was none): newer words of a
    colleague are never replaced unseen. The same words again change nothing, so an agreement
    stands. Raises ``NotAllowed`` and ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    if not can_answer(reader, appeal):
        raise NotAllowed
    move = preparing_move(appeal)
    words = answer_check(appeal, body, private)
    known = PreparedAnswer.objects.filter(appeal=appeal).first()
    if known is not None and known.agency_id != appeal.agency_id:
        _begin_anew(known, appeal)
    elif known is not None:
        seen_check(known, seen)
        if words == words_of(known) and appeal.state != State.IN_WORK:
            return known
    row = known or PreparedAnswer(appeal=appeal, agency_id=appeal.agency_id, revision=0)
    row.content = answer_bytes(words).decode()
    prepared_changed(row, appeal, actor, move)
    return row


@transaction.atomic
def answer_agree(*, appeal_id: int, actor: User, reader: Reader, seen: int) -> Appeal:
    """A colleague has read the draft and agrees; never whoever wrote it.

    ``seen`` is the revision that was read. Raises ``NotAllowed`` and ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    row = _for_colleague(appeal, actor, reader, "agree")
    seen_check(row, seen)
    row.agreed_by, row.agreed_at, row.agreed_revision = actor, timezone.now(), row.revision
    row.save(update_fields=["agreed_by", "agreed_at", "agreed_revision"])
    appeal.save(update_fields=move_apply(appeal, "agree"))
    move_tell(appeal, "agree", actor=actor, data={"revision": row.revision})
    return appeal


@transaction.atomic
def answer_send_back(*, appeal_id: int, actor: User, reader: Reader, word: str) -> Appeal:
    """Give the draft back to whoever works on it, with a word what to change.

    The word is read at the desk only. Raises ``NotAllowed`` and ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    row = _for_colleague(appeal, actor, reader, "send_back")
    word = clean_text(word)[:WORD_LENGTH]
    if is_blank(word):
        raise Refused(_("Say what has to be changed."), code="word_missing")
    row.sent_back_by, row.sent_back_at = actor, timezone.now()
    row.sent_back_revision, row.sent_back_word = row.revision, word
    _agreement_forget(row)
    row.save()
    appeal.save(update_fields=move_apply(appeal, "send_back"))
    move_tell(appeal, "send_back", actor=actor, data={"revision": row.revision})
    return appeal


def words_of(row: PreparedAnswer) -> OriginalAnswer:
    """The words of the draft."""
    return OriginalAnswer(**json.loads(str(row.content)))


def preparing_move(appeal: Appeal) -> str:
    """The move that changes a draft in this state: of the first answer or of one more."""
    move = "prepare_more" if appeal.state == State.ANSWERED else "prepare"
    move_check(appeal, move)
    return move


def seen_check(row: PreparedAnswer, seen: int) -> None:
    """Refuse a change of a draft that is no longer as the page showed it, or is being signed."""
    if row.waits_since is not None:
        raise Refused(
            _("The head has signed this answer; the signature is being checked."),
            code="signature_waits",
        )
    if row.revision != seen:
        raise Refused(
            _("A colleague has changed the prepared answer since you opened it."), code="changed"
        )


def prepared_changed(row: PreparedAnswer, appeal: Appeal, actor: User, move: str) -> None:
    """Keep a changed draft as its next revision; what was agreed before counts no more."""
    row.revision += 1
    row.prepared_by, row.prepared_at = actor, timezone.now()
    _agreement_forget(row)
    row.save()
    PreparedRevision.objects.create(
        prepared=row, revision=row.revision, content=_revision_of(row), by=actor
    )
    appeal.save(update_fields=move_apply(appeal, move))
    move_tell(appeal, move, actor=actor, data={"revision": row.revision})


def prepared_drop(appeal: Appeal) -> None:
    """The draft has become an answer, its files have gone along."""
    PreparedAnswer.objects.filter(appeal=appeal).delete()


def _revision_of(row: PreparedAnswer) -> str:
    words = words_of(row)
    files = _files_told(row.files.select_related("file"))
    kept = {"body": words.body, "private": words.private, "files": files}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _files_told(rows: Sequence[PreparedFile] | Any) -> list[str]:
    return [row.file.name for row in rows]


def _for_colleague(appeal: Appeal, actor: User, reader: Reader, move: str) -> PreparedAnswer:
    if not can_answer(reader, appeal):
        raise NotAllowed
    move_check(appeal, move)
    row = PreparedAnswer.objects.filter(appeal=appeal, agency_id=appeal.agency_id).first()
    if row is None:
        raise Refused(_("There is no prepared answer."), code="not_prepared")
    if row.prepared_by_id == actor.pk:
        raise Refused(
            _("You wrote this draft yourself. Somebody else has to read it."), code="own_draft"
        )
    return row


def _agreement_forget(row: PreparedAnswer) -> None:
    row.agreed_by = row.agreed_at = row.agreed_revision = None


def _begin_anew(row: PreparedAnswer, appeal: Appeal) -> None:
    """Another agency's draft doesn't go along with a hand-over; only the count goes on."""
    row.revisions.all().delete()
    files_drop(row)
    row.agency_id = appeal.agency_id
    row.sent_back_by = row.sent_back_at = row.sent_back_revision = row.sent_back_word = None
    row.overridden_by = row.overridden_revision = row.waits_since = None


def files_drop(row: PreparedAnswer) -> None:
    """Destroy the files of a draft that leaves no answer."""
    for held in row.files.select_related("file__row_key"):
        file = held.file
        held.delete()
        file_destroy(file)
