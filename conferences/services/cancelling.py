"""The two early ends: a conference is cancelled, or goes to the archive before its day."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.actions.unpublish_page import UnpublishPageAction

from conferences.locking import conference_lock
from conferences.models import Conference, ConferencePage
from conferences.permissions import can_edit
from conferences.phases import Phase, phase_of
from conferences.services.telling import askers_tell
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.localized import ORDER
from core.text import clean_text
from ledger.services import event_record

REASON_LENGTH = 1000
CANCELLABLE = (Phase.PLANNED, Phase.ANNOUNCED, Phase.OPEN, Phase.CLOSED, Phase.ANSWERING)
NEEDED = ("kk", "ru")


@transaction.atomic
def conference_cancel(
    *, conference_id: int, reasons: dict[str, str], actor: Any, reader: Reader
) -> Conference:
    """Cancel it with a reason everybody reads; everybody who asked is told.

    The page stays with the reason. One that nobody was told of yet leaves no trace in public: its
    pages, if any is published already, are taken down. Refused: ``NotAllowed``, wrong_phase once
    the summary is out, needs_reason, too_long.
    """
    conference = conference_lock(conference_id)
    if not can_edit(reader, conference):
        raise NotAllowed
    now = timezone.now()
    phase = phase_of(conference, now)
    if conference.cancelled_at is not None or phase not in CANCELLABLE:
        raise Refused(_("This conference can't be cancelled any more."), code="wrong_phase")
    words = _reasons(reasons)
    conference.cancelled_at = now
    for code in ORDER:
        setattr(conference, f"cancel_reason_{code}", words[code])
    conference.save(update_fields=["cancelled_at", *(f"cancel_reason_{code}" for code in ORDER)])
    if phase == Phase.PLANNED:
        _pages_take_down(conference, actor)
    event = event_record(
        verb="conference.cancel",
        target=conference,
        actor=actor,
        agency_id=conference.agency_id,
        data={"phase": phase.value},
    )
    askers_tell(conference, kind="conference.cancelled", event=event)
    return conference


@transaction.atomic
def conference_archive(*, conference_id: int, actor: Any, reader: Reader) -> Conference:
    """Send a conference with its summary to the archive today.

    Refused: ``NotAllowed``, wrong_phase before the summary is out and in the archive already.
    """
    conference = conference_lock(conference_id)
    if not can_edit(reader, conference):
        raise NotAllowed
    now = timezone.now()
    if phase_of(conference, now) != Phase.SUMMARY:
        raise Refused(
            _("Only a conference with a published summary goes to the archive before its day."),
            code="wrong_phase",
        )
    conference.archived_at = now
    conference.save(update_fields=["archived_at"])
    event_record(
        verb="conference.archive",
        target=conference,
        actor=actor,
        agency_id=conference.agency_id,
    )
    return conference


def _reasons(reasons: dict[str, str]) -> dict[str, str]:
    words = {code: clean_text(reasons.get(code, "")).strip() for code in ORDER}
    if not all(words[code] for code in NEEDED):
        raise Refused(
            _("Say why it is cancelled, in Kazakh and in Russian: everybody reads it."),
            code="needs_reason",
        )
    if any(len(text) > REASON_LENGTH for text in words.values()):
        raise Refused(
            _("Say it in %(most)s characters at most.") % {"most": REASON_LENGTH}, code="too_long"
        )
    return words


def _pages_take_down(conference: Conference, actor: Any) -> None:
    for page in ConferencePage.objects.filter(conference=conference, live=True):
        # The workflow's right to publish isn't asked for: nothing is published here.
        UnpublishPageAction(page, user=actor).execute(skip_permission_checks=True)
