"""The two decisions on a text: approve this wording, or refuse publication."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.text import clean_text
from ledger.services import event_record
from moderation.flow import flow_approve, flow_only_words, flow_state, flow_step
from moderation.models import Decision, Ground, ModeratedText
from moderation.services.checks import ground_check, item_lock, key_of, wording_check
from moderation.services.closing import item_decide
from moderation.wording import Cut, Wording


@dataclass(frozen=True)
class Outcome:
    """What a moderator's act led to. No ``decision``: the next step of the workflow decides."""

    decision: Decision | None

    @property
    def is_final(self) -> bool:
        """The text has left the queue."""
        return self.decision is not None


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
    it since, nothing is decided. Nor is it while somebody else has the text open.
    """
    item, adapter, told = item_lock(item, actor)
    before = Wording(item.subject, item.body, item.cuts)
    if seen and seen != before.fingerprint:
        raise Refused(_("Somebody has changed the text since you opened it."), code="changed")
    wording = wording_check(item, subject, body, cuts)
    state = flow_state(item)
    if state and flow_only_words(state):
        _gaps_check(before, wording)
    else:
        item.files = _released(item, adapter, told, release)
    _save_wording(item, wording, actor, with_revision=state is not None and wording != before)
    if state and not flow_approve(item, state, actor):
        return _next_step(item, wording, actor)
    return _publish(item, adapter, told, wording, actor)


@transaction.atomic
def moderation_refuse(
    *, item: ModeratedText, actor: User, ground: Ground | str, note: str = ""
) -> Outcome:
    """Refuse publication on a ground, at any step. ``note`` is for the author.

    It goes to the target only: events hold nobody's text.
    """
    item, adapter, told = item_lock(item, actor)
    reason = ground_check(ground)
    if item.objection and item.objection.decision.decision == Decision.CORRECTED:
        raise Refused(
            _("The author objected to the corrections only. Publication can't be refused now."),
            code="objection_worse",
        )
    state = flow_state(item)
    if state:
        flow_step(item, state, actor, "reject").reject(user=actor)
    adapter.refuse(item.target_id, ground=reason, note=clean_text(note), actor=actor)
    item_decide(item, Decision.REFUSED, actor=actor, told=told, ground=reason)
    return Outcome(Decision.REFUSED)


def _gaps_check(before: Wording, after: Wording) -> None:
    """Where only the wording is corrected, every gap stays, on its ground and in its order."""
    if [cut["ground"] for cut in before.cuts] != [cut["ground"] for cut in after.cuts]:
        raise Refused(
            _("In this step only words are corrected. Leave the gaps as they are."),
            code="only_words",
        )


def _released(
    item: ModeratedText, adapter: Any, told: dict[str, Any], release: Iterable[str]
) -> list[dict[str, Any]]:
    """The item's files with the moderator's choice; only files of this very text."""
    offered: list[str] = []
    if hasattr(adapter, "release_files"):
        offered = [file["id"] for file in item.files] or [
            str(file["id"]) for file in told.get("files", ())
        ]
    wanted = {str(file) for file in release}
    if not wanted <= set(offered):
        raise Refused(_("This file does not belong to the text."), code="file")
    return [{"id": file, "release": file in wanted} for file in offered]


def _save_wording(
    item: ModeratedText, wording: Wording, actor: User, *, with_revision: bool
) -> None:
    item.subject, item.body, item.cuts = wording.subject, wording.body, wording.cuts
    item.save(update_fields=["subject", "body", "cuts", "files"])
    if with_revision:
        item.save_revision(user=actor, clean=False)


def _next_step(item: ModeratedText, wording: Wording, actor: User) -> Outcome:
    """Nobody has the text now: the next step may be somebody else's."""
    free = {"claimed_by": None, "claimed_at": None, "claimed_until": None}
    ModeratedText.objects.filter(pk=item.pk).update(**free)
    event_record(
        verb="moderation.step",
        target=item,
        actor=actor,
        agency_id=item.agency_id,
        data=key_of(item) | {"grounds": wording.grounds},
    )
    return Outcome(None)


def _publish(
    item: ModeratedText, adapter: Any, told: dict[str, Any], wording: Wording, actor: User
) -> Outcome:
    adapter.approve(
        item.target_id, subject=wording.subject, body=wording.body, cuts=wording.cuts, actor=actor
    )
    released = [file["id"] for file in item.files if file["release"]]
    if released:
        adapter.release_files(item.target_id, file_ids=released, actor=actor)
    is_as_written = wording.fingerprint == item.original
    decision = Decision.APPROVED if is_as_written else Decision.CORRECTED
    item_decide(
        item, decision, actor=actor, told=told, grounds=wording.grounds, files=len(released)
    )
    return Outcome(decision)
