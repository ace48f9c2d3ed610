"""Handing an application over to the competent body (Art. 65), whole."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from appeals.counting import figure_add
from appeals.models import Appeal, Redirect
from appeals.permissions import can_decide_on, can_work_on
from appeals.services.moving import appeal_lock, appeal_tell, is_public, move_apply, move_check
from appeals.services.publishing import KIND
from appeals.states import RedirectState
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.text import clean_text
from search.services import entry_update


@transaction.atomic
def appeal_redirect(
    *, appeal_id: int, to_agency: Agency, reason: str, actor: User, reader: Reader
) -> Redirect:
    """Propose the hand-over. The author is told at the same moment, with the reason."""
    appeal = appeal_lock(appeal_id)
    if not can_work_on(reader, appeal):
        raise NotAllowed
    move_check(appeal, "redirect")
    reason = clean_text(reason)
    if not reason:
        raise Refused(_("Say why the other body is competent."), code="reason_missing")
    if to_agency.pk == appeal.agency_id or not to_agency.is_active:
        raise Refused(_("Choose another body that exists."), code="wrong_agency")
    if appeal.redirects.filter(decided_at=None).exists():
        raise Refused(_("It is being handed over already."), code="redirect_open")
    redirect = Redirect.objects.create(
        appeal=appeal,
        from_agency=appeal.agency,
        to_agency=to_agency,
        reason=reason,
        proposed_at=timezone.now(),
        proposed_by=actor,
    )
    appeal_tell(
        appeal,
        verb="appeal.redirect",
        actor=actor,
        notice="appeal.redirected",
        data={"to_agency": to_agency.key},
    )
    return redirect


@transaction.atomic
def redirect_accept(*, redirect_id: int, actor: User, reader: Reader) -> Appeal:
    """The competent body takes the case over; the term goes on from the first registration."""
    redirect, appeal = _locked(redirect_id, reader)
    move_check(appeal, "accept_redirect")
    is_first = not appeal.redirects.filter(state=RedirectState.ACCEPTED).exists()
    _decide(redirect, RedirectState.ACCEPTED, actor)
    appeal.agency = redirect.to_agency
    appeal.executor = None
    appeal.save(update_fields=[*move_apply(appeal, "accept_redirect"), "agency", "executor"])
    appeal_tell(appeal, verb="redirect.accept", actor=actor, notice="redirect.accepted")
    if is_public(appeal):
        entry_update(kind=KIND, object_id=str(appeal.pk))  # it is found by its agency
    if is_first:
        figure_add(appeal, "redirected", 1)
    return appeal


@transaction.atomic
def redirect_return(*, redirect_id: int, reason: str, actor: User, reader: Reader) -> Appeal:
    """The body says it isn't competent either; the case stays where it was."""
    redirect, appeal = _locked(redirect_id, reader)
    move_check(appeal, "return_redirect")
    if not (reason := clean_text(reason)):
        raise Refused(_("Say why you send it back."), code="reason_missing")
    _decide(redirect, RedirectState.RETURNED, actor, reason)
    appeal_tell(appeal, verb="redirect.return", actor=actor, notice="redirect.returned")
    return appeal


def redirects_lapse(appeal: Appeal) -> None:
    """Nothing is left to take over: an open offer ends; the row is locked by the verb."""
    appeal.redirects.filter(decided_at=None).update(
        state=RedirectState.LAPSED, decided_at=timezone.now()
    )


def _locked(redirect_id: int, reader: Reader) -> tuple[Redirect, Appeal]:
    redirect = Redirect.objects.select_related("to_agency").get(pk=redirect_id)
    appeal = appeal_lock(redirect.appeal_id)
    redirect.refresh_from_db(fields=["state", "decided_at"])
    if not can_decide_on(reader, redirect, appeal):
        raise NotAllowed
    if redirect.state != RedirectState.PROPOSED:
        raise Refused(_("This hand-over is decided already."), code="decided_already")
    return redirect, appeal


def _decide(redirect: Redirect, state: RedirectState, actor: User, reason: str = "") -> None:
    redirect.state = state
    redirect.decided_at = timezone.now()
    redirect.decided_by = actor
    redirect.decision_reason = reason
    redirect.save(update_fields=["state", "decided_at", "decided_by", "decision_reason"])
