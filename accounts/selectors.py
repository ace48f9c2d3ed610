"""Reading roles, what is due for confirmation, and who read whose identity."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import (
    AGENCY_KINDS,
    AccessRequest,
    AccessRules,
    Device,
    IdentityView,
    Role,
    RoleKind,
    User,
)
from agencies.models import Agency

OK, DUE, OVERDUE, LAPSED = "ok", "due", "overdue", "lapsed"
ORDER = (OK, DUE, OVERDUE, LAPSED)


@dataclass(frozen=True)
class RoleDue:
    """A role at an agency and when it must be confirmed.

    ``state``: ``ok``; ``due`` once the reminder begins; ``overdue`` past ``due_on``; ``lapsed``
    past ``ends_on``, the last day of grace: then the role may be ended.
    """

    role: Role
    confirmed_at: datetime | None
    due_on: date
    ends_on: date
    state: str


@dataclass(frozen=True)
class RosterPerson:
    """One person of an agency with all roles there."""

    name: str
    dues: tuple[RoleDue, ...]

    @property
    def key(self) -> str:
        """Names the person in a form: the ids of the roles."""
        return "-".join(str(due.role.pk) for due in self.dues)

    @property
    def role_ids(self) -> tuple[int, ...]:
        """Ids of the roles."""
        return tuple(due.role.pk for due in self.dues)

    @property
    def kinds(self) -> str:
        """The roles in words."""
        return "; ".join(due.role.get_kind_display() for due in self.dues)

    @property
    def state(self) -> str:
        """The worst of the roles."""
        return worst(due.state for due in self.dues)

    @property
    def due_on(self) -> date:
        """The earliest day."""
        return min(due.due_on for due in self.dues)

    @property
    def valid_to(self) -> datetime | None:
        """When the last of the roles ends; None when one has no end."""
        ends = [due.role.valid_to for due in self.dues]
        return None if None in ends else max(end for end in ends if end is not None)


@dataclass(frozen=True)
class AccessWaiting:
    """What waits for an operator: letters, agencies late with their lists, roles to end."""

    requests: int
    overdue: int
    lapsed: int


@dataclass(frozen=True)
class SeenRow:
    """One opening of a person's data, as the person reads it."""

    at: datetime
    by: str
    what: str
    about_kind: str
    about_id: str
    reason: str
    in_full: bool


def worst(states: Iterable[str]) -> str:
    """The most pressing of states."""
    return max(states, key=ORDER.index, default=OK)


def person_name(role: Role) -> str:
    """The name as eGov gave it, or that of the letter while nobody has signed in."""
    if role.user is not None:
        return role.user.get_full_name()
    return str(role.request.full_name) if role.request else _("Nobody yet")


def role_dues(agencies: Iterable[int] | None = None, on: date | None = None) -> list[RoleDue]:
    """All roles in force at agencies (at these only, when given) with their days; two queries."""
    rules, today = AccessRules.load(), on or timezone.localdate()
    rows = _agency_roles()
    if agencies is not None:
        rows = rows.filter(agency_id__in=list(agencies))
    return [_due(role, rules, today) for role in rows]


def roster_of(agency: Agency) -> list[RosterPerson]:
    """The people of one agency, the most pressing first."""
    by_person: dict[str, list[RoleDue]] = {}
    for due in role_dues([agency.pk]):
        by_person.setdefault(due.role.iin_hash or str(due.role.user_id), []).append(due)
    people = [
        RosterPerson(name=person_name(dues[0].role), dues=tuple(dues))
        for dues in by_person.values()
    ]
    return sorted(people, key=lambda one: (-ORDER.index(one.state), one.name))


def roster_state(agencies: Iterable[int]) -> str:
    """How pressing the confirmation is at these agencies."""
    return worst(due.state for due in role_dues(agencies))


def access_waiting() -> AccessWaiting:
    """Figures for the operator's desk."""
    late = [due for due in role_dues() if due.state in (OVERDUE, LAPSED)]
    return AccessWaiting(
        requests=AccessRequest.objects.filter(state=AccessRequest.State.NEW).count(),
        overdue=len({due.role.agency_id for due in late}),
        lapsed=sum(due.state == LAPSED for due in late),
    )


def readings_of(user: User) -> QuerySet[IdentityView]:
    """When this person's data was opened, the newest first."""
    return IdentityView.objects.filter(person=user).select_related("agency").order_by("-at", "-id")


def identity_views_of(user: User, *, newest: int | None = None) -> list[SeenRow]:
    """The same as the person reads it; only the ``newest`` when a number is given."""
    return [seen_row(row) for row in readings_of(user)[:newest]]


def seen_row(row: IdentityView) -> SeenRow:
    """It names the body and the kind of role. Who it was is for auditors; free words stay
    inside."""
    by = RoleKind(row.role).label if row.role else _("by a command on the server")
    return SeenRow(
        at=row.at,
        by=f"{row.agency or _('Open Dialogue')}, {by}",
        what=row.get_what_display(),
        about_kind=row.about_kind,
        about_id=row.about_id if row.what == IdentityView.What.IDENTITY else "",
        reason=row.get_reason_display(),
        in_full=row.in_full,
    )


def _agency_roles() -> QuerySet[Role, Any]:
    return (
        Role.objects.active()
        .filter(kind__in=AGENCY_KINDS)
        .annotate(last_confirmed=Max("confirmations__confirmed_at"))
        .select_related("user__vault", "agency", "request")
        .order_by("agency_id", "pk")
    )


def _due(role: Role, rules: AccessRules, today: date) -> RoleDue:
    confirmed: datetime | None = role.last_confirmed  # type: ignore[attr-defined]
    since = max(confirmed, role.valid_from) if confirmed else role.valid_from
    begins = max(timezone.localdate(since), rules.confirm_since)
    due_on = begins + timedelta(days=rules.confirm_days)
    ends_on = due_on + timedelta(days=rules.grace_days)
    return RoleDue(
        role=role,
        confirmed_at=confirmed,
        due_on=due_on,
        ends_on=ends_on,
        state=_state(today, due_on, ends_on, rules.remind_days),
    )


def _state(today: date, due_on: date, ends_on: date, remind_days: int) -> str:
    if today > ends_on:
        return LAPSED
    if today > due_on:
        return OVERDUE
    return DUE if today >= due_on - timedelta(days=remind_days) else OK


@dataclass(frozen=True)
class DeviceView:
    """One place where a person is signed in."""

    public_id: UUID
    label: str
    signed_in_at: datetime
    is_this: bool


def devices_of(user: User, *, session_key: str) -> list[DeviceView]:
    """Where a person is signed in now, the newest first; two queries."""
    rows = list(Device.objects.filter(user=user))
    keys = {str(row.session_key) for row in rows}
    live = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    alive = set(live.values_list("session_key", flat=True))
    return [
        DeviceView(row.public_id, row.label, row.signed_in_at, str(row.session_key) == session_key)
        for row in rows
        if str(row.session_key) in alive
    ]
