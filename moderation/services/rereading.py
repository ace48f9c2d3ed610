"""The blind second reading. It is written down and compared; publication stays as it is."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import NotAllowed, Refused
from core.registry import Moderated, adapter_for
from ledger.services import event_record
from moderation.models import BlindReading, Ground, Verdict
from moderation.permissions import is_moderator
from moderation.services.checks import acted_before, ground_check, is_author, key_of


@transaction.atomic
def blind_read(
    *, reading: BlindReading, actor: User, verdict: str, ground: Ground | str = ""
) -> BlindReading:
    """Say what one would have decided. The snapshot is wiped; nothing else changes.

    Refused: ``not_allowed`` to whoever had a part in the decision or wrote the text;
    ``read_already``; ``verdict``; ``ground`` when a refusal names none in use.
    """
    if not is_moderator(actor):
        raise NotAllowed
    rows = BlindReading.objects.select_for_update(of=("self",)).select_related("decision")
    reading = rows.get(pk=reading.pk)
    if reading.closed_at is not None:
        raise Refused(_("Somebody has read this text already."), code="read_already")
    if not may_read(reading, actor):
        raise NotAllowed(_("You had a part in this decision. Another moderator reads the text."))
    if verdict not in Verdict.values:
        raise Refused(_("Choose how you would decide."), code="verdict")
    reading.verdict, reading.reader = verdict, actor
    reading.ground = ground_check(ground) if verdict == Verdict.REFUSED else None
    reading.closed_at, reading.snapshot = timezone.now(), None
    reading.save(update_fields=["verdict", "reader", "ground", "closed_at", "snapshot"])
    _tell(reading, actor)
    return reading


def may_read(reading: BlindReading, actor: User) -> bool:
    """Neither a part in the decision, nor the text's author."""
    decision = reading.decision
    if acted_before(decision, actor):
        return False
    return not is_author(adapter_for(Moderated, decision.kind).describe(decision.target_id), actor)


def _tell(reading: BlindReading, actor: User) -> None:
    """The event says that it was read, not what was found: the first decision stays hidden."""
    decision = reading.decision
    event_record(
        verb="moderation.read_again",
        target=reading,
        actor=actor,
        agency_id=decision.agency_id,
        data=key_of(decision),
    )
