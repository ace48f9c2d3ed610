"""Into the queue, and out of it again by the author's wish."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.models import WorkflowState

from accounts.models import User
from agencies.models import Agency
from core.errors import Refused
from core.registry import Moderated, adapter_for
from core.text import clean_text
from ledger.services import event_record
from moderation.flow import flow_state
from moderation.models import Decision, ModeratedText
from moderation.screening import screen
from moderation.screening.tasks import screen_finish_task
from moderation.services.checks import key_of
from moderation.services.closing import followers_drop, item_close
from moderation.tasks import moderation_start_task
from moderation.terms import decide_by
from moderation.wording import Wording


@transaction.atomic
def moderation_open(
    *,
    kind: str,
    target_id: str,
    agency: Agency | None,
    language: str,
    subject: str,
    body: str,
    files: Sequence[str] = (),
) -> ModeratedText:
    """Put a text in the queue, personal data masked. Call it in the registering transaction.

    ``files`` are ids of files that a moderator may release; without them, those that the
    target's ``describe`` lists. The same text again changes nothing; another one replaces it.
    """
    adapter_for(Moderated, kind)
    original = Wording(clean_text(subject), clean_text(body))
    if not original.body:
        raise Refused(_("There is no text to moderate."), code="blank")
    waiting = ModeratedText.objects.select_for_update().filter(kind=kind, target_id=target_id)
    for former in waiting:
        if former.original == original.fingerprint:
            return former
        item_close(former, Decision.WITHDRAWN, actor=None)
    item = ModeratedText(
        kind=kind,
        target_id=target_id,
        agency=agency,
        language=language,
        files=[{"id": str(file), "release": False} for file in files],
    )
    return item_queue(item, original)


def item_queue(item: ModeratedText, original: Wording) -> ModeratedText:
    """Screen the text, set the clock, save the new row, tell it, and wake the worker."""
    now = timezone.now()
    screened = screen(original.subject, original.body, item.language)
    item.subject, item.body = screened.wording.subject, screened.wording.body
    item.cuts, item.marks = screened.wording.cuts, screened.marks
    item.original, item.live = original.fingerprint, False
    item.opened_at = now
    item.due_at = decide_by(now, kind=item.kind, agency_id=item.agency_id)
    item.save()
    event_record(verb="moderation.opened", target=item, agency_id=item.agency_id, data=key_of(item))
    # Written with the row, by the same transaction; the worker sees both or none.
    moderation_start_task.enqueue(item.pk)
    screen_finish_task.enqueue(item.pk)
    return item


@transaction.atomic
def moderation_start(*, item_id: int) -> WorkflowState | None:
    """Start the item's workflow if it has one and none runs. Doing it twice changes nothing."""
    item = ModeratedText.objects.select_for_update().filter(pk=item_id).first()
    return flow_state(item) if item else None


@transaction.atomic
def moderation_withdraw(*, kind: str, target_id: str, actor: User | None = None) -> bool:
    """The author takes the text back: it leaves the queue. Says whether it was there.

    An objection that nobody has judged and a second reading that nobody has done end with it.
    """
    followers_drop(kind, target_id)
    waiting = ModeratedText.objects.select_for_update().filter(kind=kind, target_id=target_id)
    item = waiting.first()
    if item is None:
        return False
    item_close(item, Decision.WITHDRAWN, actor=actor)
    return True
