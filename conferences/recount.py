"""Proving the counters of questions: votes and public comments counted anew from the rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from conferences.locking import question_changed, question_lock
from conferences.models import Comment, ConferenceQuestion, QuestionVote
from conferences.states import CommentState


@dataclass(frozen=True)
class Counted:
    """One question: its counters and its rows, read at one moment."""

    pk: int
    conference: str
    number: int
    votes: int
    vote_rows: int
    comments: int
    comment_rows: int

    @property
    def equal(self) -> bool:
        """Both counters say what the rows say."""
        return (self.votes, self.comments) == (self.vote_rows, self.comment_rows)


def counted(conference_key: str = "") -> Iterator[Counted]:
    """Every question in order. One statement, so no vote comes between counter and rows."""
    rows = ConferenceQuestion.objects.order_by("conference_id", "number").annotate(
        vote_rows_now=_rows(QuestionVote.objects.all()),
        comment_rows_now=_rows(Comment.objects.filter(state=CommentState.PUBLISHED)),
    )
    if conference_key:
        rows = rows.filter(conference__key=conference_key)
    fields = ("pk", "conference__key", "number", "votes", "vote_rows_now")
    for values in rows.values_list(*fields, "comments", "comment_rows_now"):
        yield Counted(*values)


@transaction.atomic
def mend(row: Counted) -> bool:
    """Set the counters of one question to its rows; whoever votes meanwhile waits."""
    question = question_lock(row.pk)
    question.votes = QuestionVote.objects.filter(question=question).count()
    public = Comment.objects.filter(question=question, state=CommentState.PUBLISHED)
    question.comments = public.count()
    question_changed(question, "votes", "comments")
    return True


def _rows(rows: QuerySet[Any]) -> Coalesce:
    mine = rows.order_by().filter(question=OuterRef("pk")).values("question")
    return Coalesce(Subquery(mine.annotate(rows=Count("pk")).values("rows")), 0)
