"""What conferences keep of one person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conferences.models import Comment, ConferenceQuestion, QuestionVote
from conferences.services.questions import extra_of, own_words


class PersonalTalk:
    """Own questions, comments and votes."""

    label = _("Questions, comments and votes at conferences")

    def records(self, user: User) -> dict[str, Any]:
        """See the class."""
        questions = ConferenceQuestion.objects.filter(author=user).select_related("conference")
        comments = Comment.objects.filter(author=user).select_related("question__conference")
        votes = QuestionVote.objects.filter(voter=user).select_related("question__conference")
        return {
            "questions": [
                {
                    "conference": row.conference.key,
                    "number": row.number,
                    "state": row.state,
                    "text": own_words(row),
                    "fields": extra_of(row),
                }
                for row in questions.order_by("pk")
            ],
            "comments": [
                {
                    "conference": row.question.conference.key,
                    "question": row.question.number,
                    "state": row.state,
                    "text": str(row.original or ""),
                    "at": row.written_at.isoformat(),
                }
                for row in comments.order_by("pk")
            ],
            "votes": [
                {
                    "conference": row.question.conference.key,
                    "question": row.question.number,
                    "at": row.voted_at.isoformat(),
                }
                for row in votes.order_by("pk")
            ],
        }
