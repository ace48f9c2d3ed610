"""Stopping consideration: on a listed ground, by a named head, after what must be tried first."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.counting import figure_add
from appeals.models import Appeal, StopDecision
from appeals.permissions import can_stop
from appeals.services.moving import appeal_lock, move_apply, move_check, move_tell
from appeals.services.supplementing import (
    ASKED_FIRST,
    ground_of,
    handover_check,
    is_past,
    open_supplement,
    supplement_close,
)
from appeals.services.wordings import words_check
from appeals.states import OPEN_STATES, RedirectState
from core.audience import Reader
from core.errors import NotAllowed, Refused
from law.models import StopGround
from law.states import FirstStep


@transaction.atomic
def appeal_stop(
    *, appeal_id: int, actor: User, reader: Reader, ground: str, note: str
) -> StopDecision:
    """A head stops consideration; the author reads ground and note, may complain, and may ask
    once for a review by another person.

    A ground with a first step needs that step: a question the author left unanswered (or answered,
    and the note says why it is still so), or a hand-over that came back. Raises ``NotAllowed``,
    ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    if not can_stop(reader, appeal):
        raise NotAllowed
    move_check(appeal, "stop")
    found = ground_of(ground)
    note = words_check(note, missing=_("Tell the author why."))
    handover_check(appeal)
    _waiting_check(appeal)
    _first_step_check(appeal, found)
    supplement_close(appeal)
    is_first = not appeal.stops.exists()
    decision = _decide(appeal, found, note, actor)
    _joint_parts_stop(appeal, found, note, actor)
    if is_first:
        figure_add(appeal, "stopped", 1)
    return decision


def _waiting_check(appeal: Appeal) -> None:
    """The author has the time that was promised, whatever the ground."""
    waiting = open_supplement(appeal)
    if waiting is not None and not is_past(waiting):
        raise Refused(
            _("The author was given time to answer. Wait for it, or go on without waiting first."),
            code="supplement_waits",
        )


def _first_step_check(appeal: Appeal, ground: StopGround) -> None:
    if ground.first_step in ASKED_FIRST and not _was_asked(appeal, ground):
        raise Refused(
            _("On this ground the author must be asked first, and given time."),
            code="first_step_missing",
        )
    if ground.first_step == FirstStep.REDIRECT:
        if not appeal.redirects.filter(state=RedirectState.RETURNED).exists():
            raise Refused(
                _("On this ground it must be handed over to the competent body first."),
                code="first_step_missing",
            )


def _was_asked(appeal: Appeal, ground: StopGround) -> bool:
    """The last question on this ground was answered, or its day went by without an answer."""
    asked = appeal.supplements.filter(ground=ground).last()
    if asked is None:
        return False
    return asked.supplied_at is not None or asked.lapsed or asked == open_supplement(appeal)


def _decide(appeal: Appeal, ground: StopGround, note: str, actor: User) -> StopDecision:
    decision = StopDecision.objects.create(
        appeal=appeal, ground=ground, note=note, decided_by=actor, decided_at=timezone.now()
    )
    appeal.save(update_fields=move_apply(appeal, "stop"))
    move_tell(appeal, "stop", actor=actor, data={"stop_ground": ground.code})
    return decision


def _joint_parts_stop(appeal: Appeal, ground: StopGround, note: str, actor: User) -> None:
    """Nobody will write the joint answer any more. Other parts go on at their bodies."""
    parts = appeal.parts.select_for_update().filter(is_joint=True, state__in=OPEN_STATES)
    for part in parts.order_by("pk"):
        part.redirects.filter(decided_at=None).update(
            state=RedirectState.LAPSED, decided_at=timezone.now()
        )
        _decide(part, ground, note, actor)
