"""What conferences keep of one person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conferences.models import Comment, CommentReport, ConferenceQuestion, QuestionVote
from conferences.services.names import author_hide
from conferences.services.questions import extra_of, own_words


class PersonalTalk:
    """Own questions, comments and votes."""

    label = _("Questions, comments and votes at conferences")
    meanings = {
        "questions": _("Your questions, as you wrote them."),
        "comments": _("Your comments, as you wrote them."),
        "votes": _("For which questions you voted."),
        "reports": _("Comments you reported, and what you wrote."),
    }

    def records(self, user: User) -> dict[str, Any]:
        """See the class."""
        questions = ConferenceQuestion.objects.filter(author=user).select_related("conference")
        comments = Comment.objects.filter(author=user).select_related("question__conference")
        votes = QuestionVote.objects.filter(voter=user).select_related("question__conference")
        reports = CommentReport.objects.filter(reporter=user)
        return {
            "questions": (
                {
                    "conference": row.conference.key,
                    "number": row.number,
                    "state": row.state,
                    "name_shown": row.name_shown,
                    "text": own_words(row),
                    "fields": extra_of(row),
                }
                for row in questions.order_by("pk").iterator()
            ),
            "comments": (
                {
                    "conference": row.question.conference.key,
                    "question": row.question.number,
                    "state": row.state,
                    "name_shown": row.name_shown,
                    "text": str(row.original or ""),
                    "at": row.written_at.isoformat(),
                }
                for row in comments.order_by("pk").iterator()
            ),
            "votes": (
                {
                    "conference": row.question.conference.key,
                    "question": row.question.number,
                    "at": row.voted_at.isoformat(),
                }
                for row in votes.order_by("pk").iterator()
            ),
            "reports": (
                {
                    "conference": row.comment.question.conference.key,
                    "question": row.comment.question.number,
                    "words": str(row.note or ""),
                    "at": row.reported_at.isoformat(),
                }
                for row in reports.select_related("comment__question__conference")
                .order_by("pk")
                .iterator()
            ),
        }

    def hide_name(self, user: User, actor: User) -> int:
        """On questions and comments."""
        return author_hide(author=user, actor=actor)
