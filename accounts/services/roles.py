"""Roles: given, ended and claimed."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.groups import groups_prepare_agency
from accounts.models import AGENCY_KINDS, AccessRequest, Role, RoleKind, User
from accounts.people import iin_hash, person_with
from accounts.readers import reader_for
from agencies.models import Agency
from core.errors import NotAllowed, Refused
from ledger.services import event_record


def operator_check(actor: User) -> None:
    """Let operators pass while their role lasts, and the set-up superuser."""
    is_setup = actor.is_active and actor.is_superuser
    if not is_setup and not reader_for(actor).has(RoleKind.OPERATOR):
        raise NotAllowed


@transaction.atomic
def role_grant(
    *,
    kind: str,
    agency: Agency | None,
    actor: User,
    user: User | None = None,
    iin: str | None = None,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    request: AccessRequest | None = None,
) -> Role:
    """Give a person a dated role. Somebody known by IIN only gets it at the first sign-in."""
    operator_check(actor)
    hashed = iin_hash(iin) if iin else _hash_of(user)
    user = user or person_with(iin)
    _check_not_self(actor, user, hashed)
    _check_kind(kind, agency)
    begins = valid_from or timezone.now()
    _check_dates(begins, valid_to)
    if user is not None:
        User.objects.select_for_update().get(pk=user.pk)
    _check_free(_roles_of(user, hashed).filter(kind=kind, agency=agency), begins, valid_to)
    role = _role_create(
        user=user,
        iin_hash=hashed,
        agency=agency,
        kind=kind,
        valid_from=begins,
        valid_to=valid_to,
        request=request,
        granted_by=actor,
    )
    if agency is not None:
        groups_prepare_agency(agency)
    event_record(
        verb="role.grant", target=role, actor=actor, agency_id=role.agency_id, data={"kind": kind}
    )
    return role


@transaction.atomic
def role_end(*, role: Role, actor: User | None, at: datetime | None = None, why: str = "") -> Role:
    """End a role now, or at a later moment. What has been is not rewritten.

    ``actor`` is None when the portal itself ends what nobody confirmed; ``why`` is a code for the
    event.
    """
    if actor is not None:
        operator_check(actor)
    role = Role.objects.select_for_update().get(pk=role.pk)
    now = timezone.now()
    if role.valid_to is not None and role.valid_to <= now:
        raise Refused(_("This role has ended already."), code="role_ended")
    # A role that hasn't begun is kept as a moment: it can't end before it begins.
    ends = max(at or now, now, role.valid_from + timedelta(microseconds=1))
    # Ending never makes a role longer.
    role.valid_to = ends if role.valid_to is None else min(ends, role.valid_to)
    role.save(update_fields=["valid_to"])
    event_record(
        verb="role.end",
        target=role,
        actor=actor,
        agency_id=role.agency_id,
        data={"kind": role.kind} | ({"why": why} if why else {}),
    )
    return role


@transaction.atomic
def roles_claim(user: User) -> int:
    """Give a person who signs in the roles that wait for their IIN; returns how many."""
    hashed = _hash_of(user)
    if not hashed:
        return 0
    claimed = 0
    for role in Role.objects.select_for_update().filter(user=None, iin_hash=hashed):
        if _overlapping(
            Role.objects.filter(user=user, kind=role.kind, agency=role.agency),
            role.valid_from,
            role.valid_to,
        ).exists():
            continue
        role.user = user
        role.save(update_fields=["user"])
        event_record(verb="role.claim", target=role, actor=user, agency_id=role.agency_id)
        claimed += 1
    return claimed


def _role_create(**fields: Any) -> Role:
    try:
        with transaction.atomic():
            return Role.objects.create(**fields)
    except IntegrityError:
        raise _taken() from None


def _check_not_self(actor: User, user: User | None, hashed: str) -> None:
    if (user is not None and user.pk == actor.pk) or (hashed and hashed == _hash_of(actor)):
        raise Refused(_("Nobody gives roles to themselves."), code="role_self")
    if user is None and not hashed:
        raise Refused(_("Name a person or an IIN."), code="role_person")


def _check_kind(kind: str, agency: Agency | None) -> None:
    if kind not in RoleKind.values:
        raise Refused(_("There is no such role."), code="role_kind")
    if kind in AGENCY_KINDS and agency is None:
        raise Refused(_("Choose the agency of this role."), code="role_agency")
    if kind not in AGENCY_KINDS and agency is not None:
        raise Refused(
            _("This role belongs to no agency. Leave the agency empty."), code="role_agency"
        )


def _check_dates(begins: datetime, ends: datetime | None) -> None:
    if ends is not None and ends <= max(begins, timezone.now()):
        raise Refused(
            _("The role must end later than it begins, and not in the past."), code="role_dates"
        )


def _check_free(roles: QuerySet[Role], begins: datetime, ends: datetime | None) -> None:
    if _overlapping(roles, begins, ends).exists():
        raise _taken()


def _taken() -> Refused:
    return Refused(_("This person has this role at that time already."), code="role_taken")


def _overlapping(roles: QuerySet[Role], begins: datetime, ends: datetime | None) -> QuerySet[Role]:
    roles = roles.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=begins))
    return roles if ends is None else roles.filter(valid_from__lt=ends)


def _roles_of(user: User | None, hashed: str) -> QuerySet[Role]:
    """Roles of a person, those that still wait for the IIN too."""
    whose = Q(user=user) if user is not None else Q(pk__in=())
    return Role.objects.filter(whose | Q(iin_hash=hashed) if hashed else whose)


def _hash_of(user: User | None) -> str:
    vault = getattr(user, "vault", None)
    return iin_hash(str(vault.iin)) if vault is not None and vault.iin else ""
