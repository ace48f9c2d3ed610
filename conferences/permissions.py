"""Who may do what at a conference. Pure predicates; services and views ask the same ones."""

from accounts.models import RoleKind
from conferences.models import Comment, Conference, ConferenceQuestion
from conferences.models.conference import Speaker
from core.audience import Reader

MAKERS = (RoleKind.EDITOR, RoleKind.HEAD)
RUNNERS = (RoleKind.EDITOR, RoleKind.CLERK, RoleKind.HEAD)


def can_edit(reader: Reader, conference: Conference) -> bool:
    """Set times, speakers and rules of this conference, cancel it, publish its summary: the
    responsible person and the head of the agency that holds it."""
    return reader.works_at(conference.agency_id, *MAKERS)


def can_run(reader: Reader, conference: Conference) -> bool:
    """Keep its console: people of the agency that holds it, and moderators."""
    return reader.works_at(conference.agency_id, *RUNNERS) or reader.has(RoleKind.MODERATOR)


def can_answer(reader: Reader, conference: Conference) -> bool:
    """Write answers: its speakers with an account, clerks and heads of the agency."""
    return speaker_of(reader, conference) is not None or reader.works_at(
        conference.agency_id, RoleKind.CLERK, RoleKind.HEAD
    )


def speaker_of(reader: Reader, conference: Conference) -> Speaker | None:
    """The speaker this reader is at the conference, unless they take part no more. One query."""
    if reader.user_id is None:
        return None
    return conference.speakers.filter(user_id=reader.user_id, left_at=None).first()


def is_asker(reader: Reader, question: ConferenceQuestion) -> bool:
    """The reader asked it."""
    return reader.user_id is not None and reader.user_id == question.author_id


def is_commenter(reader: Reader, comment: Comment) -> bool:
    """The reader wrote it."""
    return reader.user_id is not None and reader.user_id == comment.author_id


def can_read_original(reader: Reader, question: ConferenceQuestion) -> bool:
    """The author's own words: the author and moderators."""
    return is_asker(reader, question) or reader.has(RoleKind.MODERATOR)
