"""The kind that drives the clock: a registrar corrects what the author declared."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models import Appeal, KindChange
from appeals.permissions import can_work_on
from appeals.services.moving import appeal_lock, move_check, move_tell
from appeals.services.wordings import words_check
from appeals.states import Kind, RedirectState
from core.audience import Reader
from core.errors import NotAllowed, Refused
from law.selectors import NoTerm, calendar, due_anew


@transaction.atomic
def appeal_set_kind(
    *, appeal_id: int, actor: User, reader: Reader, kind: str, reason: str
) -> KindChange:
    """Give the application the kind it really is; the author reads the reason.

    The due date is counted anew under the version it was registered under, from the same day, and
    is never earlier than today. An extension was given for the former kind and goes with it; the
    term of a review stays. Raises ``NotAllowed``, ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    if not can_work_on(reader, appeal):
        raise NotAllowed
    move_check(appeal, "set_kind")
    if kind not in Kind.values:
        raise Refused(_("Choose a kind from the list."), code="kind_unknown")
    if kind == appeal.kind_registered:
        raise Refused(_("It has this kind already."), code="kind_same")
    reason = words_check(reason, missing=_("Tell the author why the kind is another."))
    change = KindChange.objects.create(
        appeal=appeal,
        old_kind=appeal.kind_registered,
        new_kind=kind,
        old_due_on=appeal.due_on,
        new_due_on=_due_on(appeal, kind),
        reason=reason,
        decided_by=actor,
        decided_at=timezone.now(),
    )
    appeal.kind_registered, appeal.due_on = kind, change.new_due_on
    appeal.save(update_fields=["kind_registered", "due_on"])
    data = {"old_kind": change.old_kind, "kind": kind, "due_on": str(appeal.due_on)}
    move_tell(appeal, "set_kind", actor=actor, data=data)
    return change


def _due_on(appeal: Appeal, kind: str) -> date:
    if appeal.reopened_at is not None:
        return appeal.due_on
    days = calendar()
    try:
        due = due_anew(
            kind=kind, term_version=appeal.term_set.version, start=_start(appeal), days=days
        )
    except NoTerm:
        raise Refused(
            _("The law as we hold it has no term for this kind."), code="kind_no_term"
        ) from None
    return max(due, days.on_or_after(timezone.localdate()))


def _start(appeal: Appeal) -> date:
    """The day the term runs from: of registration, or of the hand-over that started it anew."""
    if appeal.term_set.redirect_restarts:
        taken = appeal.redirects.filter(state=RedirectState.ACCEPTED).last()
        if taken is not None and taken.decided_at is not None:
            return timezone.localdate(taken.decided_at)
    return appeal.registered_on
