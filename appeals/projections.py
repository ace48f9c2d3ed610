"""The one way out for texts of applications. Everything that leaves passes here, for a reader.

The author and the agency that holds the case read the original; everybody else reads the current
public version, with its gaps marked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from appeals.models import Answer, Appeal, AppealFile
from appeals.originals import Original, OriginalAnswer, original_answer_of, original_of
from appeals.permissions import can_read_original, can_work_on, is_author
from appeals.selectors import gap_reasons
from appeals.states import OPEN_STATES, Kind, Publication, State
from core.audience import PUBLIC, Reader
from moderation.segments import segments_of

EXCERPT = 220


@dataclass(frozen=True)
class Card:
    """An application as a row of a list."""

    number: str
    subject: str
    excerpt: str
    language: str
    author: str
    kind: str
    topic: str
    agency: str
    office: str
    state: str
    state_label: str
    publication: str
    publication_label: str
    submitted_at: datetime
    registered_on: date
    due_on: date
    published_at: datetime | None
    answered_at: datetime | None
    answers: int
    is_overdue: bool
    waits_for_takeover: bool
    path: str

    @property
    def days_to_answer(self) -> int | None:
        """Calendar days from registration to the first answer."""
        if self.answered_at is None:
            return None
        return max(0, (timezone.localtime(self.answered_at).date() - self.registered_on).days)


@dataclass(frozen=True)
class Piece:
    """A piece of a text, or a gap with its ground as code and in words."""

    text: str = ""
    ground: str = ""
    reason: str = ""

    @property
    def is_gap(self) -> bool:
        """Something was taken out here."""
        return bool(self.ground)


@dataclass(frozen=True)
class FileView:
    """A file the reader may download."""

    id: str
    name: str
    size: int
    content_type: str


@dataclass(frozen=True)
class AnswerView:
    """One answer as the reader may read it. ``segments`` is empty when it isn't public yet."""

    position: int
    office: str
    agency: str
    person: str
    language: str
    delivered_at: datetime
    segments: tuple[Piece, ...]
    private: str
    is_public: bool
    files: tuple[FileView, ...]


@dataclass(frozen=True)
class RedirectView:
    """One hand-over in plain words."""

    from_agency: str
    to_agency: str
    reason: str
    state: str
    proposed_at: datetime
    decided_at: datetime | None
    decision_reason: str


@dataclass(frozen=True)
class Detail:
    """An application as its own page shows it."""

    card: Card
    place: str
    segments: tuple[Piece, ...]
    corrected: bool
    answers: tuple[AnswerView, ...]
    redirects: tuple[RedirectView, ...]
    files: tuple[FileView, ...]
    extra: tuple[tuple[str, str], ...]
    shows_original: bool
    is_mine: bool
    can_work: bool
    author_full: str
    refusal_ground: str
    refusal_note: str


def card_of(appeal: Appeal, reader: Reader) -> Card:
    """An application as a list row for this reader."""
    original = original_of(appeal) if can_read_original(reader, appeal) else None
    subject, body = _words(appeal, original)
    return Card(
        number=appeal.number,
        subject=subject,
        excerpt=_excerpt(body),
        language=appeal.language,
        author=appeal.author_public_name,
        kind=str(Kind(appeal.kind_registered).label),
        topic=appeal.topic.localized("name"),
        agency=appeal.agency.localized("name"),
        office=appeal.office.localized("title"),
        state=appeal.state,
        state_label=str(State(appeal.state).label),
        publication=appeal.publication,
        publication_label=str(Publication(appeal.publication).label),
        submitted_at=appeal.submitted_at,
        registered_on=appeal.registered_on,
        due_on=appeal.due_on,
        published_at=appeal.published_at,
        answered_at=appeal.answered_at,
        answers=_answer_count(appeal),
        is_overdue=appeal.state in OPEN_STATES and appeal.due_on < timezone.localdate(),
        waits_for_takeover=any(row.decided_at is None for row in appeal.redirects.all()),
        path=f"/applications/{appeal.number}/",
    )


def detail_of(appeal: Appeal, reader: Reader) -> Detail:
    """An application's page for this reader; fetch the row with ``appeal_get``."""
    sees_original = can_read_original(reader, appeal)
    original = original_of(appeal) if sees_original else None
    text = _current(appeal)
    answers = appeal.answers.all()
    rows: list[Appeal | Answer] = [appeal, *answers]
    reasons = gap_reasons(shown for row in rows if (shown := _current(row)))
    return Detail(
        card=card_of(appeal, reader),
        place=original.place if original else (text.place if text else ""),
        segments=_body_pieces(appeal, original, reasons),
        corrected=bool(text and text.cuts),
        answers=tuple(_answer_of(answer, sees_original, reasons) for answer in answers),
        redirects=tuple(_redirect_of(row) for row in appeal.redirects.all()),
        files=_files(appeal.files.all(), sees_original),
        extra=tuple(original.extra.items()) if original else (),
        shows_original=sees_original,
        is_mine=is_author(reader, appeal),
        can_work=can_work_on(reader, appeal),
        author_full=original.full_name if original else "",
        refusal_ground=_ground_of(appeal) if sees_original else "",
        refusal_note=str(appeal.refusal_note or "") if is_author(reader, appeal) else "",
    )


def public_words(appeal: Appeal) -> tuple[str, str]:
    """Subject and text as the public reads them, gaps as an ellipsis. For index, feed and mail."""
    text = _current(appeal)
    if text is None or appeal.publication != Publication.PUBLISHED:
        return "", ""
    return text.subject, plain_of(_pieces(text.body, text.cuts))


def public_answer_words(appeal: Appeal) -> list[str]:
    """The answers as the public reads them."""
    return [plain_of(view.segments) for view in detail_of(appeal, PUBLIC).answers if view.is_public]


def plain_of(pieces: Iterable[Piece]) -> str:
    """Pieces as plain text; a gap reads ``[…]``."""
    return "".join("[…]" if piece.is_gap else piece.text for piece in pieces)


def _pieces(
    body: str, cuts: list[dict[str, Any]], reasons: dict[str, str] | None = None
) -> tuple[Piece, ...]:
    known = reasons or {}
    return tuple(
        Piece(segment.text, segment.ground, known.get(segment.ground, ""))
        for segment in segments_of(body, cuts)
    )


def _ground_of(appeal: Appeal) -> str:
    return appeal.refusal_ground.localized("title") if appeal.refusal_ground else ""


def _current(row: Appeal | Answer) -> Any:
    """The public version of now; selectors have fetched it."""
    texts = row.current_texts  # type: ignore[union-attr]
    return texts[0] if texts else None


def _words(appeal: Appeal, original: Original | None) -> tuple[str, str]:
    if original and (original.subject or original.text):
        return original.subject, original.text
    return public_words(appeal)


def _body_pieces(
    appeal: Appeal, original: Original | None, reasons: dict[str, str]
) -> tuple[Piece, ...]:
    text = _current(appeal)
    if original and original.text:
        return _pieces(original.text, [])
    if text is None or appeal.publication != Publication.PUBLISHED:
        return ()
    return _pieces(text.body, text.cuts, reasons)


def _answer_of(answer: Answer, sees_original: bool, reasons: dict[str, str]) -> AnswerView:
    text = _current(answer)
    original = original_answer_of(answer) if sees_original else OriginalAnswer()
    if original.body:
        segments = _pieces(original.body, [])
    else:
        segments = _pieces(text.body, text.cuts, reasons) if text else ()
    return AnswerView(
        position=answer.position,
        office=answer.office.localized("title"),
        agency=answer.agency.localized("name"),
        person=answer.tenure.localized("person") if answer.tenure else "",
        language=answer.language,
        delivered_at=answer.delivered_at,
        segments=segments,
        private=original.private,
        is_public=text is not None,
        files=_files(answer.files.all(), sees_original),
    )


def _redirect_of(row: Any) -> RedirectView:
    return RedirectView(
        from_agency=row.from_agency.localized("name"),
        to_agency=row.to_agency.localized("name"),
        reason=row.reason,
        state=row.state,
        proposed_at=row.proposed_at,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
    )


def _files(rows: Any, sees_original: bool) -> tuple[FileView, ...]:
    files: list[AppealFile] = [row for row in rows if sees_original or row.file.released_at]
    return tuple(
        FileView(str(row.file.pk), row.file.name, row.file.size, row.file.content_type)
        for row in files
    )


def _answer_count(appeal: Appeal) -> int:
    """Lists have it counted, one application has its answers."""
    counted: int | None = getattr(appeal, "answer_count", None)
    return len(appeal.answers.all()) if counted is None else counted


def _excerpt(body: str) -> str:
    flat = " ".join(body.split())
    return flat if len(flat) <= EXCERPT else flat[:EXCERPT].rsplit(" ", 1)[0] + "…"
