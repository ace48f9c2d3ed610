"""Asking the author for what is missing, and what the author adds."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.blocking import blocked_check
from appeals.models import Appeal, Supplement
from appeals.permissions import can_work_on, is_author
from appeals.services.moving import appeal_lock, move_apply, move_check, move_tell
from appeals.services.wordings import TEXT_LENGTH, words_check
from appeals.states import State
from core.audience import Reader
from core.errors import NotAllowed, Refused
from law.models import StopGround
from law.selectors import NoGround, promised_day, stop_ground
from law.states import FirstStep

ASKED_FIRST = (FirstStep.CORRECT, FirstStep.SUPPLEMENT)


@transaction.atomic
def supplement_ask(
    *, appeal_id: int, actor: User, reader: Reader, ground: str | None, reason: str
) -> Supplement:
    """Ask the author to correct or to supplement the application by a day that we promise.

    ``ground`` is the code of a ground on which consideration could be stopped if nothing comes.
    The day of the answer stays (our default; the law leaves it open). Raises ``NotAllowed``,
    ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    if not can_work_on(reader, appeal):
        raise NotAllowed
    move_check(appeal, "ask_supplement")
    found = _ground(ground)
    reason = words_check(reason, missing=_("Tell the author what is missing."))
    handover_check(appeal)
    _forget_stale(appeal)
    asks_correction = found is not None and found.first_step == FirstStep.CORRECT
    promise = "correction_days" if asks_correction else "supplement_days"
    supplement = Supplement.objects.create(
        appeal=appeal,
        ground=found,
        reason=reason,
        asked_by=actor,
        asked_at=timezone.now(),
        due_on=promised_day(promise, timezone.localdate()),
    )
    appeal.save(update_fields=move_apply(appeal, "ask_supplement"))
    data = {"until": str(supplement.due_on), "stop_ground": ground or ""}
    move_tell(appeal, "ask_supplement", actor=actor, data=data)
    return supplement


@transaction.atomic
def supplement_give(*, appeal_id: int, actor: User, reader: Reader, text: str) -> Supplement:
    """The author adds what was asked for. It stands beside the original, for the author and those
    who work on the case.

    After its day it is still taken, marked as late, as long as the agency has neither gone on nor
    stopped. Raises ``NotAllowed``, ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    if not is_author(reader, appeal):
        raise NotAllowed
    blocked_check(actor)
    move_check(appeal, "supplement")
    text = words_check(
        text, missing=_("Write what you want to add."), code="text_missing", longest=TEXT_LENGTH
    )
    supplement = open_supplement(appeal)
    if supplement is None:
        raise Refused(_("Nothing was asked of you."), code="nothing_asked")
    supplement.text, supplement.supplied_at = text, timezone.now()
    supplement.save(update_fields=["text", "supplied_at"])
    appeal.save(update_fields=move_apply(appeal, "supplement"))
    move_tell(appeal, "supplement", actor=actor, data={"late": is_past(supplement)})
    return supplement


@transaction.atomic
def appeal_resume(*, appeal_id: int, actor: User, reader: Reader) -> Appeal:
    """The agency goes on without waiting any longer; the author is told."""
    appeal = appeal_lock(appeal_id)
    if not can_work_on(reader, appeal):
        raise NotAllowed
    move_check(appeal, "resume")
    supplement_close(appeal)
    appeal.save(update_fields=move_apply(appeal, "resume"))
    move_tell(appeal, "resume", actor=actor)
    return appeal


def open_supplement(appeal: Appeal) -> Supplement | None:
    """What the author is asked for now; a question outlived by another move counts no more."""
    if appeal.state != State.WAITING:
        return None
    return appeal.supplements.filter(supplied_at=None, resumed_at=None).first()


def supplement_close(appeal: Appeal) -> None:
    """End the open question without an answer; ``lapsed`` when its day had passed."""
    supplement = open_supplement(appeal)
    if supplement is not None:
        supplement.resumed_at, supplement.lapsed = timezone.now(), is_past(supplement)
        supplement.save(update_fields=["resumed_at", "lapsed"])


def is_past(supplement: Supplement) -> bool:
    """Its day is over."""
    return timezone.localdate() > supplement.due_on


def handover_check(appeal: Appeal) -> None:
    """Nothing is asked or ended while another body is asked to take it over."""
    if appeal.redirects.filter(decided_at=None).exists():
        raise Refused(_("It is being handed over; wait for the other body."), code="redirect_open")


def ground_of(code: str) -> StopGround:
    """A ground in use; ``Refused`` for any other code."""
    try:
        return stop_ground(code)
    except NoGround:
        raise Refused(_("Choose a ground from the list."), code="ground_unknown") from None


def _ground(code: str | None) -> StopGround | None:
    if not code:
        return None
    found = ground_of(code)
    if found.first_step not in ASKED_FIRST:
        raise Refused(
            _("On this ground the author is not asked for anything."), code="ground_asks_nothing"
        )
    return found


def _forget_stale(appeal: Appeal) -> None:
    """A question that a hand-over or a new draft outlived: it was taken back, not missed."""
    stale = appeal.supplements.filter(supplied_at=None, resumed_at=None)
    stale.update(resumed_at=timezone.now())
