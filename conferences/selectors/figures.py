"""What a conference came to, in five numbers. People are counted, never named or joined."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from conferences.models import (
    Comment,
    Conference,
    ConferenceQuestion,
    QuestionAnswer,
    QuestionText,
    QuestionVote,
)
from conferences.states import CommentState, QuestionState

PUBLIC_STATES = (QuestionState.PUBLISHED, QuestionState.MERGED)


@dataclass(frozen=True)
class Figures:
    """Numbers of one conference; ``participants`` asked, commented or voted, each counted once."""

    questions: int
    merged: int
    answers: int
    comments: int
    votes: int
    participants: int


def figures_of(conference: Conference) -> Figures:
    """What stands in public now. Three queries whatever the size."""
    shown = _public(conference).aggregate(
        questions=Count("pk", filter=Q(state=QuestionState.PUBLISHED)),
        merged=Count("pk", filter=Q(state=QuestionState.MERGED)),
        comments=Sum("comments", default=0),
        votes=Sum("votes", default=0),
    )
    answers = QuestionAnswer.objects.filter(
        question__in=_public(conference), withdrawn_at=None
    ).count()
    return Figures(answers=answers, participants=_participants(conference), **shown)


def _public(conference: Conference) -> QuerySet[ConferenceQuestion]:
    in_force = QuestionText.objects.filter(question=OuterRef("pk"), withdrawn_at=None)
    return ConferenceQuestion.objects.filter(
        Exists(in_force), conference=conference, state__in=PUBLIC_STATES
    )


def _participants(conference: Conference) -> int:
    """Distinct people; the union is the database's, no name is read."""
    questions = _public(conference)
    askers = questions.filter(author__isnull=False).values_list("author_id")
    commenters = Comment.objects.filter(question__in=questions, state=CommentState.PUBLISHED)
    voters = QuestionVote.objects.filter(question__in=questions)
    told = (commenters.order_by().values_list("author_id"), voters.values_list("voter_id"))
    return askers.order_by().union(*told).count()
