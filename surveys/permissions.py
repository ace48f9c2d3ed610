"""Who may do what with a survey. Pure predicates; services and views ask the same ones."""

from accounts.models import RoleKind
from core.audience import Reader
from surveys.models import Survey

MAKERS = (RoleKind.EDITOR, RoleKind.HEAD)
READERS = (RoleKind.EDITOR, RoleKind.CLERK, RoleKind.HEAD)


def can_edit(reader: Reader, survey: Survey) -> bool:
    """Write its questions, send it to a moderator, close it, write what came of it: the
    responsible person and the head of the agency that asks."""
    return reader.works_at(survey.agency_id, *MAKERS)


def can_follow(reader: Reader, survey: Survey) -> bool:
    """See it in the CMS before it is public, and its count: people of the agency, operators."""
    return reader.works_at(survey.agency_id, *READERS) or reader.has(RoleKind.OPERATOR)
