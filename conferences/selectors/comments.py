"""Reading comments: what everybody may see, and to authors their own that wait."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from conferences.models import Comment, CommentReport, CommentText
from conferences.states import CommentState
from core.audience import Reader
from core.keyset import Page
from core.listing import public_page

# So many threads, and replies to each, stand on a page of many questions.
FIRST = 3
# So many threads stand on one page of a single question.
THREADS = 30
OWN = (CommentState.PENDING, CommentState.REFUSED)


@dataclass(frozen=True)
class Rows:
    """Comments of some questions with what belongs to them, by id."""

    threads: list[Comment]
    replies: dict[int, list[Comment]] = field(default_factory=dict)
    texts: dict[int, CommentText] = field(default_factory=dict)
    reported: frozenset[int] = frozenset()


def comments_first(question_ids: Collection[int], reader: Reader) -> Rows:
    """The first threads of each of these questions. Three queries, one more for a person."""
    if not question_ids:
        return Rows([])
    rows = _seen_by(reader).filter(question__in=question_ids, parent=None)
    return _with_rest(list(_few(rows, "question")), reader, few=True)


def comments_page(question_id: int, reader: Reader, cursor: str = "") -> tuple[Rows, Page]:
    """A page of one question's threads with all replies, the newest last."""
    rows = _seen_by(reader).filter(question=question_id, parent=None)
    page = public_page(rows, keys=("id",), cursor=cursor, limit=THREADS)
    return _with_rest(page.rows, reader, few=False), page


def comment_get(question_id: int, public_id: Any, reader: Reader) -> Comment | None:
    """One comment of a question that this reader may see."""
    return _seen_by(reader).filter(question=question_id, public_id=public_id).first()


def _seen_by(reader: Reader) -> QuerySet[Comment]:
    """Public ones, stones where one was public, and the reader's own."""
    seen = Q(state=CommentState.PUBLISHED) | Q(published_at__isnull=False)
    if reader.user_id is not None:
        seen |= Q(author=reader.user_id, state__in=OWN)
    return Comment.objects.filter(seen).select_related("ground").order_by("id")


def _few(rows: QuerySet[Comment], by: str) -> QuerySet[Comment]:
    rank = Window(RowNumber(), partition_by=[F(by)], order_by="id")
    return rows.annotate(rank=rank).filter(rank__lte=FIRST)


def _with_rest(threads: Sequence[Comment], reader: Reader, *, few: bool) -> Rows:
    keys = [row.pk for row in threads]
    rows = _seen_by(reader).filter(parent__in=keys)
    below = list(_few(rows, "parent") if few else rows)
    replies: dict[int, list[Comment]] = {}
    for row in below:
        replies.setdefault(row.parent_id or 0, []).append(row)
    keys += [row.pk for row in below]
    texts = CommentText.objects.filter(comment__in=keys, withdrawn_at=None)
    return Rows(
        list(threads),
        replies,
        {text.comment_id: text for text in texts},
        _reported(keys, reader),
    )


def _reported(keys: Collection[int], reader: Reader) -> frozenset[int]:
    if reader.user_id is None or not keys:
        return frozenset()
    mine = CommentReport.objects.filter(reporter=reader.user_id, comment__in=keys)
    return frozenset(mine.values_list("comment_id", flat=True))
