"""Questions of one person that moderators refused to publish."""

from uuid import UUID

from django.db.models import QuerySet

from conferences.models import ConferenceQuestion
from conferences.states import QuestionState


def refused_questions(user_id: UUID) -> QuerySet[ConferenceQuestion]:
    """The newest first, with what their words need."""
    rows = ConferenceQuestion.objects.filter(author_id=user_id, state=QuestionState.REFUSED)
    return rows.select_related("conference", "payload").order_by("-pk")
