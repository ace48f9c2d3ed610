"""Telling everybody who asked at a conference."""

from conferences.models import Conference, ConferenceQuestion
from conferences.states import QuestionState
from ledger.models import Event
from notifications.services import notice_write


def conference_path(conference: Conference) -> str:
    """Address of the conference without the language."""
    return f"/conferences/{conference.key}/"


def askers_tell(conference: Conference, *, kind: str, event: Event) -> int:
    """A notice to each person with a question here that wasn't taken back; how many were told."""
    questions = ConferenceQuestion.objects.filter(conference=conference, author__isnull=False)
    standing = questions.exclude(state=QuestionState.WITHDRAWN)
    people = list(standing.order_by().values_list("author_id", flat=True).distinct())
    for person in people:
        notice_write(
            user_id=person, kind=kind, data={}, path=conference_path(conference), event=event
        )
    return len(people)
