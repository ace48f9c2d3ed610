"""The verbs of moderation. Each is one transaction: lock, check, tell the target, event, tidy up.

``core.registry`` names the target's adapter. A decision locks the target first (where the adapter
has ``lock``) and the row of the queue second, as the target's own verbs do: so nobody deadlocks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.models import ModelLogEntry, WorkflowState

from accounts.models import User
from agencies.models import Agency
from core.errors import NotAllowed, Refused
from core.registry import Moderated, adapter_for
from core.text import clean_text
from ledger.services import event_record
from moderation.flow import flow_approve, flow_state, flow_step
from moderation.models import Decision, Ground, ModeratedText
from moderation.permissions import is_moderator
from moderation.screening import PERSONAL, screen
from moderation.tasks import moderation_start_task
from moderation.terms import decide_by
from moderation.wording import BadCut, Cut, Wording, cleaned, take_out


@dataclass(frozen=True)
class Outcome:
    """What a moderator's act led to. No ``decision``: the next step of the workflow decides."""

    decision: Decision | None

    @property
    def is_final(self) -> bool:
        """The text has left the queue."""
        return self.decision is not None


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
        _close(former, Decision.WITHDRAWN, actor=None)
    item = _row(original, opened_at=timezone.now())
    item.kind, item.target_id, item.agency, item.language = kind, target_id, agency, language
    item.files = [{"id": str(file), "release": False} for file in files]
    item.save()
    event_record(verb="moderation.opened", target=item, agency_id=item.agency_id, data=_key(item))
    # Written with the row, by the same transaction; the worker sees both or none.
    moderation_start_task.enqueue(item.pk)
    return item


@transaction.atomic
def moderation_start(*, item_id: int) -> WorkflowState | None:
    """Start the item's workflow if it has one and none runs. Doing it twice changes nothing."""
    item = ModeratedText.objects.select_for_update().filter(pk=item_id).first()
    return flow_state(item) if item else None


@transaction.atomic
def moderation_approve(
    *,
    item: ModeratedText,
    actor: User,
    subject: str,
    body: str,
    cuts: Iterable[Cut],
    release: Iterable[str] = (),
    seen: str = "",
) -> Outcome:
    """Approve this wording. It is published when no step is left; else the next step has it.

    Words inside ``cuts`` are taken out of ``body``. ``release`` names files that become public.
    ``seen`` is the fingerprint of the wording the moderator started from: if somebody has changed
    it since, nothing is decided.
    """
    item, adapter = _item_for(item, actor)
    before = Wording(item.subject, item.body, item.cuts)
    if seen and seen != before.fingerprint:
        raise Refused(_("Somebody has changed the text since you opened it."), code="changed")
    wording = _checked(item, subject, body, cuts)
    item.files = _released(item, adapter, release)
    state = flow_state(item)
    _keep(item, wording, actor, with_revision=state is not None and wording != before)
    if state and not flow_approve(item, state, actor):
        data = _key(item) | {"grounds": wording.grounds}
        event_record(
            verb="moderation.step", target=item, actor=actor, agency_id=item.agency_id, data=data
        )
        return Outcome(None)
    return _publish(item, adapter, wording, actor)


@transaction.atomic
def moderation_refuse(
    *, item: ModeratedText, actor: User, ground: Ground | str, note: str = ""
) -> Outcome:
    """Refuse publication on a ground, at any step. ``note`` is for the author.

    It goes to the target only: events hold nobody's text.
    """
    item, adapter = _item_for(item, actor)
    reason = _ground(ground)
    state = flow_state(item)
    if state:
        flow_step(item, state, actor, "reject").reject(user=actor)
    adapter.refuse(item.target_id, ground=reason, note=clean_text(note), actor=actor)
    _close(item, Decision.REFUSED, actor=actor, ground=reason.code)
    return Outcome(Decision.REFUSED)


@transaction.atomic
def moderation_withdraw(*, kind: str, target_id: str, actor: User | None = None) -> bool:
    """The author takes the text back: it leaves the queue. Says whether it was there."""
    waiting = ModeratedText.objects.select_for_update().filter(kind=kind, target_id=target_id)
    item = waiting.first()
    if item is None:
        return False
    _close(item, Decision.WITHDRAWN, actor=actor)
    return True


# The checks.


def _item_for(item: ModeratedText, actor: User) -> tuple[ModeratedText, Any]:
    """The locked row and its adapter, if this person may decide on it."""
    if not is_moderator(actor):
        raise NotAllowed
    adapter = adapter_for(Moderated, item.kind)
    if hasattr(adapter, "lock"):
        adapter.lock(item.target_id)
    locked = ModeratedText.objects.select_for_update().filter(pk=item.pk).first()
    if locked is None:
        raise Refused(_("Somebody has decided already."), code="decided_already")
    author_id = adapter.describe(item.target_id).get("author_id")
    if author_id is not None and str(author_id) == str(actor.pk):
        raise NotAllowed(_("You can't decide on your own text."))
    return locked, adapter


def _checked(item: ModeratedText, subject: str, body: str, cuts: Iterable[Cut]) -> Wording:
    """The wording to publish, or a refusal that says what is wrong with it."""
    try:
        wording = cleaned(take_out(subject, body, cuts))
    except BadCut:
        raise Refused(
            _("A gap lies outside the text or in another one."), code="cut_range"
        ) from None
    if not wording.has_words or (item.subject and not wording.subject):
        raise Refused(_("Nothing is left to publish. Refuse publication instead."), code="blank")
    if len(wording.subject) > 250:
        raise Refused(_("The subject has more than 250 characters."), code="too_long")
    known = Ground.objects.for_cuts().filter(code__in=wording.grounds)
    if known.count() != len(wording.grounds):
        raise Refused(_("A gap names a ground that is not in use."), code="cut_ground")
    return wording


def _ground(ground: Ground | str) -> Ground:
    code = ground.code if isinstance(ground, Ground) else ground
    found = Ground.objects.for_refusals().filter(code=code).first()
    if found is None:
        raise Refused(_("Choose a ground from the list."), code="ground")
    return found


def _released(item: ModeratedText, adapter: Any, release: Iterable[str]) -> list[dict[str, Any]]:
    """The item's files with the moderator's choice; only files of this very text."""
    offered: list[str] = []
    if hasattr(adapter, "release_files"):
        offered = [file["id"] for file in item.files] or [
            str(file["id"]) for file in adapter.describe(item.target_id).get("files", ())
        ]
    wanted = {str(file) for file in release}
    if not wanted <= set(offered):
        raise Refused(_("This file does not belong to the text."), code="file")
    return [{"id": file, "release": file in wanted} for file in offered]


# The end.


def _keep(item: ModeratedText, wording: Wording, actor: User, *, with_revision: bool) -> None:
    item.subject, item.body, item.cuts = wording.subject, wording.body, wording.cuts
    item.save(update_fields=["subject", "body", "cuts", "files"])
    if with_revision:
        item.save_revision(user=actor, clean=False)


def _publish(item: ModeratedText, adapter: Any, wording: Wording, actor: User) -> Outcome:
    adapter.approve(
        item.target_id, subject=wording.subject, body=wording.body, cuts=wording.cuts, actor=actor
    )
    released = [file["id"] for file in item.files if file["release"]]
    if released:
        adapter.release_files(item.target_id, file_ids=released, actor=actor)
    is_as_written = wording.fingerprint == item.original
    decision = Decision.APPROVED if is_as_written else Decision.CORRECTED
    _close(item, decision, actor=actor, grounds=wording.grounds, files=len(released))
    return Outcome(decision)


def _close(item: ModeratedText, decision: Decision, *, actor: Any, **data: Any) -> None:
    """Write the decision down and take the row away with all that Wagtail kept of it.

    Deleting the row takes its revisions, workflow and step states along; the log hangs loose.
    """
    event_record(
        verb=f"moderation.{decision}",
        target=item,
        actor=actor,
        agency_id=item.agency_id,
        data=_key(item) | data,
    )
    log = ModelLogEntry.objects.filter(content_type=item.get_content_type())
    log.filter(object_id=str(item.pk)).delete()
    item.delete()


def _row(original: Wording, *, opened_at: Any) -> ModeratedText:
    screened = screen(original.subject, original.body)
    return ModeratedText(
        subject=screened.wording.subject,
        body=screened.wording.body,
        cuts=screened.wording.cuts,
        marks=screened.marks,
        original=original.fingerprint,
        opened_at=opened_at,
        due_at=decide_by(opened_at),
        live=False,
    )


def _key(item: ModeratedText) -> dict[str, Any]:
    return {"kind": item.kind, "target_id": item.target_id}


__all__ = [
    "PERSONAL",
    "Outcome",
    "moderation_approve",
    "moderation_open",
    "moderation_refuse",
    "moderation_start",
    "moderation_withdraw",
]
