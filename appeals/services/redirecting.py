"""Handing an application over to the competent body (Art. 65), with memory."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from appeals.counting import figure_add
from appeals.models import Appeal, Redirect
from appeals.permissions import can_decide_on, can_settle, can_work_on
from appeals.services.moving import (
    appeal_lock,
    is_public,
    move_apply,
    move_check,
    move_tell,
)
from appeals.services.publishing import KIND
from appeals.states import REDIRECT_OPEN, RedirectState
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.text import clean_text
from law.selectors import due_after_redirect, promise, redirect_by
from search.services import entry_update

# A hand-over that somebody has decided on; those that lapsed have not happened.
HAPPENED = (RedirectState.ACCEPTED, RedirectState.RETURNED)


@transaction.atomic
def appeal_redirect(
    *,
    appeal_id: int,
    to_agency: Agency,
    reason: str,
    actor: User,
    reader: Reader,
    back_reason: str = "",
) -> Redirect:
    """Propose the hand-over. The author is told at the same moment, with the reason.

    ``back_reason`` says why it goes to a body that had it before. After as many hand-overs as the
    law's data allow (``redirect_limit``) the operator of the portal decides who is competent.
    Raises ``NotAllowed`` and ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    if not can_work_on(reader, appeal):
        raise NotAllowed
    move_check(appeal, "redirect")
    return redirect_propose(
        appeal, to_agency=to_agency, reason=reason, back_reason=back_reason, actor=actor
    )


def redirect_propose(
    appeal: Appeal, *, to_agency: Agency, reason: str, actor: User, back_reason: str = ""
) -> Redirect:
    """The offer itself; the row is locked and the right to offer checked by the verb."""
    reason, back_reason = clean_text(reason), clean_text(back_reason)
    _check_offer(appeal, to_agency, reason, back_reason)
    is_over = _is_over_limit(appeal)
    redirect = Redirect.objects.create(
        appeal=appeal,
        from_agency=appeal.agency,
        to_agency=to_agency,
        reason=reason,
        back_reason=back_reason,
        is_late=_is_late(appeal),
        is_escalated=is_over,
        state=RedirectState.OPERATOR if is_over else RedirectState.PROPOSED,
        proposed_at=timezone.now(),
        proposed_by=actor,
    )
    move = "escalate" if is_over else "redirect"
    move_tell(appeal, move, actor=actor, data={"to_agency": to_agency.key})
    return redirect


@transaction.atomic
def redirect_accept(*, redirect_id: int, actor: User, reader: Reader) -> Appeal:
    """The competent body takes the case over.

    The term goes on from the first registration, unless the terms that the application was
    registered under say that it starts anew (an open legal question; see ``law.TermSet``).
    """
    redirect, appeal = _locked(redirect_id)
    if not can_decide_on(reader, redirect, appeal):
        raise NotAllowed
    _check_waits(redirect, RedirectState.PROPOSED)
    move_check(appeal, "accept_redirect")
    _hand_over(redirect, appeal, actor, verb="accept_redirect")
    return appeal


@transaction.atomic
def redirect_return(*, redirect_id: int, reason: str, actor: User, reader: Reader) -> Appeal:
    """The body says it isn't competent either; the case stays where it was."""
    redirect, appeal = _locked(redirect_id)
    if not can_decide_on(reader, redirect, appeal):
        raise NotAllowed
    _check_waits(redirect, RedirectState.PROPOSED)
    move_check(appeal, "return_redirect")
    if not (reason := clean_text(reason)):
        raise Refused(_("Say why you send it back."), code="reason_missing")
    _decide(redirect, RedirectState.RETURNED, actor, reason)
    move_tell(appeal, "return_redirect", actor=actor)
    return appeal


@transaction.atomic
def redirect_decide(
    *, redirect_id: int, to_agency: Agency, reason: str, actor: User, reader: Reader
) -> Appeal:
    """The operator says which body is competent: it has the case at once and can't return it.

    Naming the body that holds it leaves the case there. Raises ``NotAllowed``, ``Refused``.
    """
    redirect, appeal = _locked(redirect_id)
    if not can_settle(reader, redirect, appeal):
        raise NotAllowed
    _check_waits(redirect, RedirectState.OPERATOR)
    move_check(appeal, "decide_redirect")
    if not (reason := clean_text(reason)):
        raise Refused(_("Say why this body is competent."), code="reason_missing")
    if not to_agency.is_active:
        raise Refused(_("Choose another body that exists."), code="wrong_agency")
    if to_agency.pk == appeal.agency_id:
        _decide(redirect, RedirectState.RETURNED, actor, reason)
        move_tell(appeal, "keep_redirect", actor=actor)
        return appeal
    redirect.to_agency = to_agency
    _hand_over(redirect, appeal, actor, verb="decide_redirect", reason=reason)
    return appeal


def redirects_lapse(appeal: Appeal) -> None:
    """Nothing is left to take over: an open offer ends; the row is locked by the verb."""
    appeal.redirects.filter(decided_at=None).update(
        state=RedirectState.LAPSED, decided_at=timezone.now()
    )


def chain_of(appeal: Appeal) -> set[int]:
    """Ids of the bodies that have had it or have refused it, the present holder left out."""
    rows = _happened(appeal).values_list("from_agency_id", "to_agency_id")
    return {pk for pair in rows for pk in pair} - {appeal.agency_id}


def _happened(appeal: Appeal) -> QuerySet[Redirect]:
    """Hand-overs of this application and, for a part, of the whole it was taken from."""
    whose = Q(appeal=appeal)
    if appeal.parent_id is not None:
        whose |= Q(appeal_id=appeal.parent_id)
    return Redirect.objects.filter(whose, state__in=HAPPENED)


def _check_offer(appeal: Appeal, to_agency: Agency, reason: str, back_reason: str) -> None:
    if not reason:
        raise Refused(_("Say why the other body is competent."), code="reason_missing")
    if to_agency.pk == appeal.agency_id or not to_agency.is_active:
        raise Refused(_("Choose another body that exists."), code="wrong_agency")
    if appeal.redirects.filter(decided_at=None).exists():
        raise Refused(_("It is being handed over already."), code="redirect_open")
    if not back_reason and to_agency.pk in chain_of(appeal):
        raise Refused(
            _("This body had it before. Say why it goes there once more."),
            code="back_reason_missing",
        )


def _is_over_limit(appeal: Appeal) -> bool:
    return _happened(appeal).count() >= promise("redirect_limit", appeal.registered_on)


def _is_late(appeal: Appeal) -> bool:
    """After the days the law gives for a redirect. It is marked, never refused."""
    last = redirect_by(
        kind=appeal.kind_registered,
        term_version=appeal.term_set.version,
        registered_on=appeal.registered_on,
    )
    return last is not None and timezone.localdate() > last


def _hand_over(
    redirect: Redirect, appeal: Appeal, actor: User, *, verb: str, reason: str = ""
) -> None:
    is_first = not appeal.redirects.filter(state=RedirectState.ACCEPTED).exists()
    _decide(redirect, RedirectState.ACCEPTED, actor, reason)
    appeal.agency = redirect.to_agency
    appeal.executor = None
    appeal.inner_due_on = None
    appeal.due_on = _due_on(appeal)
    fields = ["agency", "executor", "inner_due_on", "due_on"]
    appeal.save(update_fields=[*move_apply(appeal, verb), *fields])
    move_tell(appeal, verb, actor=actor, data={"to_agency": redirect.to_agency.key})
    if is_public(appeal):
        entry_update(kind=KIND, object_id=str(appeal.pk))  # it is found by its agency
    if is_first:
        figure_add(appeal, "redirected", 1)


def _due_on(appeal: Appeal) -> date:
    """The same day as before, or a later one where the term starts anew at the new body."""
    change = due_after_redirect(
        kind=appeal.kind_registered,
        term_version=appeal.term_set.version,
        due_on=appeal.due_on,
        handed_on=timezone.localdate(),
    )
    return change.due_on


def _locked(redirect_id: int) -> tuple[Redirect, Appeal]:
    redirect = Redirect.objects.select_related("to_agency").get(pk=redirect_id)
    appeal = appeal_lock(redirect.appeal_id)
    redirect.refresh_from_db(fields=["state", "decided_at"])
    return redirect, appeal


def _check_waits(redirect: Redirect, state: RedirectState) -> None:
    if redirect.state not in REDIRECT_OPEN:
        raise Refused(_("This hand-over is decided already."), code="decided_already")
    if redirect.state != state:
        raise NotAllowed


def _decide(redirect: Redirect, state: RedirectState, actor: User, reason: str = "") -> None:
    redirect.state = state
    redirect.decided_at = timezone.now()
    redirect.decided_by = actor
    redirect.decision_reason = reason
    redirect.save(
        update_fields=["state", "decided_at", "decided_by", "decision_reason", "to_agency"]
    )
