"""What one person has asked, voted for and written at conferences; for their own eyes."""

from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from conferences.models import Comment, ConferenceQuestion, QuestionText, QuestionVote


def own_questions(user_id: UUID) -> QuerySet[ConferenceQuestion]:
    """Questions of this person, the newest first, with ``answer_count``."""
    standing = Count("answers", filter=Q(answers__withdrawn_at=None))
    rows = ConferenceQuestion.objects.filter(author_id=user_id).annotate(answer_count=standing)
    return rows.select_related("conference", "merged_into", "payload").order_by("-asked_at", "-pk")


def own_votes(user_id: UUID) -> QuerySet[QuestionVote]:
    """Votes of this person, the newest first, each with the question's public words of now."""
    current = QuestionText.objects.filter(withdrawn_at=None)
    words = Prefetch("question__public_texts", queryset=current, to_attr="current_texts")
    rows = QuestionVote.objects.filter(voter_id=user_id).select_related("question__conference")
    return rows.prefetch_related(words).order_by("-voted_at", "-pk")


def own_comments(user_id: UUID) -> QuerySet[Comment]:
    """Comments of this person, the newest first."""
    rows = Comment.objects.filter(author_id=user_id).select_related("question__conference")
    return rows.order_by("-pk")
