"""The operator's decision on a letter, against what was checked."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access.checks import Check, checks_of
from accounts.models import AGENCY_KINDS, AccessCheck, AccessRequest, Role, User
from accounts.services.roles import operator_check, role_end, role_grant
from agencies.models import Agency
from core.errors import Refused
from ledger.services import event_record


@transaction.atomic
def access_request_grant(
    *,
    request: AccessRequest,
    agency: Agency,
    actor: User,
    decided: Mapping[str, str],
    kinds: Iterable[str] = (),
    valid_to: datetime | None = None,
) -> list[Role]:
    """Do what the letter asks for: give roles, replace a person, or end roles.

    ``decided`` has a reason, or nothing, for each check that the operator confirmed; a check that
    fails needs a reason. ``kinds`` are for access only: a new person gets what the old one had.
    Raises ``Refused`` (``check_open``, ``check_failed``, ``decided_already``, ``role_kind``...).
    """
    operator_check(actor)
    row = _lock_new(request)
    wanted = _kinds_of(row, kinds)
    _checks_keep(row, agency, actor, decided)
    row.agency = agency
    if row.purpose == AccessRequest.Purpose.ACCESS:
        roles = _roles_give(row, wanted, actor, valid_to=valid_to)
    elif row.purpose == AccessRequest.Purpose.CHANGE:
        roles = _roles_pass_on(row, wanted, actor, valid_to=valid_to)
    else:
        roles = []
        _roles_stop(row, actor, at=_after(row.from_day))
    _decide(
        row,
        AccessRequest.State.GRANTED,
        actor,
        data={"kinds": wanted, "purpose": row.purpose, "overridden": _overridden(row)},
    )
    return roles


@transaction.atomic
def access_request_refuse(*, request: AccessRequest, note: str, actor: User) -> AccessRequest:
    """Refuse a request and say why."""
    operator_check(actor)
    row = _lock_new(request)
    if not note.strip():
        raise Refused(_("Say why the request is refused."), code="note_missing")
    row.note = note.strip()
    _decide(row, AccessRequest.State.REFUSED, actor, data={})
    return row


def _lock_new(request: AccessRequest) -> AccessRequest:
    row = AccessRequest.objects.select_for_update().get(pk=request.pk)
    if row.state != AccessRequest.State.NEW:
        raise Refused(_("This request has been decided already."), code="decided_already")
    return row


def _decide(row: AccessRequest, state: str, actor: User, *, data: dict[str, Any]) -> None:
    row.state, row.decided_at, row.decided_by = state, timezone.now(), actor
    row.save(update_fields=["state", "decided_at", "decided_by", "note", "agency"])
    event_record(
        verb=f"access_request.{'grant' if state == AccessRequest.State.GRANTED else 'refuse'}",
        target=row,
        actor=actor,
        agency_id=row.agency_id,
        data=data,
    )


def _kinds_of(row: AccessRequest, kinds: Iterable[str]) -> list[str]:
    if row.purpose != AccessRequest.Purpose.ACCESS:
        kinds = row.outgoing.order_by("pk").values_list("kind", flat=True)
    wanted = list(dict.fromkeys(kinds))
    if not wanted or not set(wanted) <= set(AGENCY_KINDS):
        raise Refused(_("Choose at least one role at the agency."), code="role_kind")
    return wanted


def _checks_keep(
    row: AccessRequest, agency: Agency, actor: User, decided: Mapping[str, str]
) -> None:
    """Keep what the operator confirmed; refuse while anything is open."""
    checks = checks_of(row, agency)
    for check in checks:
        _check_decided(check, decided)
    AccessCheck.objects.bulk_create(
        AccessCheck(
            request=row,
            code=check.code,
            outcome=check.outcome,
            reason=decided[check.code].strip() or None,
            decided_by=actor,
        )
        for check in checks
    )


def _check_decided(check: Check, decided: Mapping[str, str]) -> None:
    said = {"check": check.title}
    if check.code not in decided:
        raise Refused(_("Confirm this check first: %(check)s.") % said, code="check_open")
    if check.passed is False and not decided[check.code].strip():
        failed = _("This check fails; say why you grant all the same: %(check)s.") % said
        raise Refused(failed, code="check_failed")


def _overridden(row: AccessRequest) -> list[str]:
    failed = row.checks.filter(outcome=AccessCheck.Outcome.FAILED)
    return list(failed.order_by("pk").values_list("code", flat=True))


def _roles_give(
    row: AccessRequest,
    kinds: Iterable[str],
    actor: User,
    *,
    valid_to: datetime | None,
    valid_from: datetime | None = None,
) -> list[Role]:
    return [
        role_grant(
            iin=str(row.iin),
            agency=row.agency,
            kind=kind,
            valid_from=valid_from,
            valid_to=valid_to,
            actor=actor,
            request=row,
        )
        for kind in kinds
    ]


def _roles_pass_on(
    row: AccessRequest, kinds: Iterable[str], actor: User, *, valid_to: datetime | None
) -> list[Role]:
    """The old roles end the moment the new ones begin."""
    begins = max(timezone.now(), _start(row.from_day))
    _roles_stop(row, actor, at=begins)
    return _roles_give(row, kinds, actor, valid_from=begins, valid_to=valid_to)


def _roles_stop(row: AccessRequest, actor: User, *, at: datetime) -> None:
    roles = list(row.outgoing.select_for_update().filter(agency=row.agency))
    if len(roles) != row.outgoing.count():
        raise Refused(_("These roles are of another agency."), code="role_agency")
    now = timezone.now()
    for role in roles:
        if role.valid_to is None or role.valid_to > now:
            role_end(role=role, actor=actor, at=at, why=row.purpose)


def _start(day: date | None) -> datetime:
    """The first moment of a day in the portal's time zone."""
    return timezone.make_aware(datetime.combine(day or timezone.localdate(), time()))


def _after(day: date | None) -> datetime:
    """The moment a last day is over."""
    return _start(day) + timedelta(days=1)
