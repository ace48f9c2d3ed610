"""Notes of colleagues on a case: never for the author, never for another body."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models import Appeal, Note
from appeals.permissions import WORKERS, can_open_at_desk, is_author
from appeals.services.moving import appeal_lock
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.text import clean_text
from ledger.services import event_record

NOTE_LENGTH = 4000


@transaction.atomic
def note_add(*, appeal_id: int, actor: User, reader: Reader, text: str) -> Note:
    """Keep a note for the colleagues of the writer's agency, in any state of the case.

    Raises ``NotAllowed`` for whoever can't open the case at the desk and for its author,
    ``Refused`` for an empty or too long note.
    """
    appeal = appeal_lock(appeal_id)
    if not can_open_at_desk(reader, appeal) or is_author(reader, appeal):
        raise NotAllowed
    text = clean_text(text)
    if not text:
        raise Refused(_("Write the note."), code="note_empty")
    if len(text) > NOTE_LENGTH:
        raise Refused(_("The note is too long."), code="note_too_long")
    agency_id = _agency_of(reader, appeal)
    note = Note.objects.create(appeal=appeal, agency_id=agency_id, author=actor, text=text)
    event_record(verb="note.add", target=appeal, actor=actor, agency_id=agency_id)
    return note


def notes_of(appeal: Appeal, reader: Reader) -> list[Note]:
    """Notes that colleagues of the reader's own agencies wrote, oldest first. One query."""
    agencies = reader.agencies_as(*WORKERS)
    if not agencies or is_author(reader, appeal):
        return []
    rows = Note.objects.filter(appeal=appeal, agency_id__in=agencies)
    return list(rows.select_related("author__vault"))


def _agency_of(reader: Reader, appeal: Appeal) -> int:
    """The holder where the writer works there, else the body it is offered to."""
    agencies = reader.agencies_as(*WORKERS)
    if appeal.agency_id in agencies:
        return appeal.agency_id
    offers = appeal.redirects.filter(decided_at=None, to_agency_id__in=agencies)
    return int(offers.values_list("to_agency_id", flat=True)[0])
