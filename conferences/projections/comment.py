"""What a reader sees of the talk about a question: threads, stones, and what they may do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conferences.models import Comment, Conference, ConferenceQuestion
from conferences.naming import public_name
from conferences.permissions import can_run
from conferences.phases import takes_talk
from conferences.selectors.comments import Rows, comments_first, comments_page
from conferences.states import CommentState, NameShown, QuestionState
from core.audience import Reader
from core.context import section_url
from core.listing import Pager, pager_of
from moderation.segments import Segment, segments_of


@dataclass(frozen=True)
class CommentView:
    """A comment, or the stone that stands where one was.

    ``stone`` says why it isn't shown. ``note`` is what its author alone is told; ``why`` the
    ground, for the author of one that was not published. ``desk_url`` is for who keeps the
    conference.
    """

    id: str
    author: str
    language: str
    written_at: datetime
    segments: tuple[Segment, ...]
    stone: str | Promise = ""
    waits: bool = False
    why: str = ""
    note: str = ""
    is_mine: bool = False
    is_reported: bool = False
    may_reply: bool = False
    may_report: bool = False
    may_withdraw: bool = False
    may_object: bool = False
    desk_url: str = ""
    replies: tuple["CommentView", ...] = ()

    @property
    def text(self) -> str:
        """The plain words; a gap reads ``[…]``."""
        return "".join("[…]" if piece.is_gap else piece.text for piece in self.segments)


@dataclass(frozen=True)
class Bound:
    """What somebody typed into a form of the talk, with what is wrong about it."""

    form: str
    error: str
    text: str = ""
    name_shown: str = NameShown.INITIALS
    target: str = ""


@dataclass(frozen=True)
class Naming:
    """The ways a name may show, each as it will look, and the one the person has chosen for all."""

    names: tuple[tuple[str, str], ...] = ()
    chosen: str = NameShown.INITIALS


@dataclass(frozen=True)
class TalkView:
    """Votes and comments of one question, as far as this reader may take part.

    ``takes_part``: the question is public and the phase takes votes and comments. ``whole``: these
    are all threads, on the question's own page; else ``comments`` may count more than are here.
    """

    key: str
    number: int
    comments: int
    threads: tuple[CommentView, ...]
    takes_part: bool
    is_visitor: bool
    sign_in_url: str
    page_url: str
    naming: Naming = Naming()
    reads_before: bool = True
    whole: bool = False
    pager: Pager | None = None
    bound: Bound | None = None

    @property
    def shown(self) -> int:
        """Public comments that stand here; what is hidden or waits isn't counted."""
        here = [*self.threads, *(reply for row in self.threads for reply in row.replies)]
        return sum(1 for row in here if row.segments and not row.waits and not row.why)

    @property
    def more(self) -> int:
        """Public comments that stand on the question's own page only."""
        return 0 if self.whole else max(0, self.comments - self.shown)


def talk_views(
    questions: Collection[ConferenceQuestion],
    *,
    reader: Reader,
    conference: Conference,
    now: datetime,
) -> dict[int, TalkView]:
    """The talk of each question of a page, by the question's id. Five queries at most."""
    rows = comments_first([row.pk for row in questions], reader)
    naming = _naming(reader)
    return {
        question.pk: _talk(
            question,
            [row for row in rows.threads if row.question_id == question.pk],
            rows,
            reader,
            conference,
            now,
            naming,
        )
        for question in questions
    }


def talk_page(
    question: ConferenceQuestion,
    *,
    reader: Reader,
    conference: Conference,
    now: datetime,
    cursor: str = "",
    bound: Bound | None = None,
) -> TalkView:
    """The talk of one question on its own page: ``cursor`` pages its threads."""
    rows, page = comments_page(question.pk, reader, cursor)
    talk = _talk(question, rows.threads, rows, reader, conference, now, _naming(reader))
    return replace(talk, whole=True, pager=pager_of(page), bound=bound)


def question_url(key: str, number: int) -> str:
    """The page of one question in the active language."""
    return f"{section_url('conferences')}{key}/questions/{number}/"


def _talk(
    question: ConferenceQuestion,
    threads: Sequence[Comment],
    rows: Rows,
    reader: Reader,
    conference: Conference,
    now: datetime,
    naming: Naming,
) -> TalkView:
    takes_part = question.state == QuestionState.PUBLISHED and takes_talk(conference, now)
    may = May(reader, takes_part, can_run(reader, conference))
    page_url = question_url(conference.key, question.number)
    return TalkView(
        key=conference.key,
        number=question.number,
        comments=question.comments,
        threads=tuple(comment_view(row, rows, may) for row in threads),
        takes_part=takes_part,
        is_visitor=reader.is_public,
        sign_in_url=f"{reverse('egov_login')}?{urlencode({'next': page_url})}",
        page_url=page_url,
        naming=naming,
        reads_before=conference.comments_moderated == "before",
    )


@dataclass(frozen=True)
class May:
    """What the reader may do here, the same for every comment of a question."""

    reader: Reader
    takes_part: bool
    runs: bool


def comment_view(comment: Comment, rows: Rows, may: May) -> CommentView:
    """One comment with its replies."""
    is_mine = may.reader.is_person(comment.author_id)
    is_public = comment.state == CommentState.PUBLISHED
    is_person = may.reader.user_id is not None
    return CommentView(
        id=str(comment.public_id),
        author=comment.author_public_name,
        language=comment.language,
        written_at=comment.written_at,
        segments=_segments(comment, rows, is_mine),
        stone="" if is_public else _stone(comment, is_mine),
        waits=comment.state == CommentState.PENDING and is_mine,
        why=str(comment.ground or "") if is_mine else "",
        note=str(comment.note or "") if is_mine else "",
        is_mine=is_mine,
        is_reported=comment.pk in rows.reported,
        may_reply=is_public and may.takes_part and is_person and comment.level == 0,
        may_report=is_public and is_person and not is_mine,
        may_withdraw=is_mine and comment.state in (CommentState.PENDING, CommentState.PUBLISHED),
        may_object=is_mine and (bool(comment.ground_id) or _is_corrected(comment, rows)),
        desk_url=_desk_url(comment) if may.runs and is_public else "",
        replies=tuple(comment_view(row, rows, may) for row in rows.replies.get(comment.pk, ())),
    )


def _is_corrected(comment: Comment, rows: Rows) -> bool:
    """The public reads other words than its author wrote."""
    text = rows.texts.get(comment.pk)
    return text is not None and bool(text.cuts or text.reworded)


def _segments(comment: Comment, rows: Rows, is_mine: bool) -> tuple[Segment, ...]:
    """The public words; to the author of one that isn't public, their own."""
    text = rows.texts.get(comment.pk)
    if text is not None:
        return segments_of(text.body, text.cuts)
    if is_mine and comment.state != CommentState.WITHDRAWN:
        return (Segment(text=str(comment.original or "")),)
    return ()


def _stone(comment: Comment, is_mine: bool) -> str | Promise:
    """Why there are no words; nothing where the author reads their own."""
    if comment.state == CommentState.WITHDRAWN:
        return _("The author took this comment back.")
    if comment.state == CommentState.PENDING:
        return "" if is_mine else _("A moderator is looking at this comment again.")
    ground = _ground(comment)
    if not ground:
        return _("This comment is hidden: it broke the rules.")
    return _("This comment is hidden. The ground: %(ground)s.") % {"ground": ground}


def _ground(comment: Comment) -> str:
    """The ground as everybody may read it."""
    ground = comment.ground
    return ground.localized("title") if ground is not None and ground.is_public else ""


def _naming(reader: Reader) -> "Naming":
    """One query for a person, none for a visitor."""
    if reader.user_id is None:
        return Naming()
    user = User.objects.select_related("vault").get(pk=reader.user_id)
    names = tuple((str(value), public_name(user, value)) for value in NameShown.values)
    return Naming(names, str(user.name_shown))


def _desk_url(comment: Comment) -> Any:
    return reverse("conference_comment_look", args=[comment.pk])
