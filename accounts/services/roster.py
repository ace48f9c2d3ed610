"""The yearly confirmation of an agency's people."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, RosterConfirmation, User
from accounts.selectors import LAPSED, role_dues
from accounts.services.requests import ASKERS
from accounts.services.roles import operator_check, role_end
from agencies.models import Agency
from core.audience import Reader
from core.errors import NotAllowed, Refused
from ledger.services import event_record


@transaction.atomic
def roster_confirm(
    *, agency: Agency, role_ids: Iterable[int], actor: User, reader: Reader
) -> RosterConfirmation:
    """A head or editor says which people still hold their roles; the others stay unconfirmed."""
    if not reader.is_person(actor.pk) or not reader.works_at(agency.pk, *ASKERS):
        raise NotAllowed
    wanted = set(role_ids)
    roles = list(Role.objects.active().filter(agency=agency, pk__in=wanted))
    if not roles or len(roles) != len(wanted):
        raise Refused(_("Choose among the people of your agency."), code="roster_person")
    confirmation = RosterConfirmation.objects.create(agency=agency, confirmed_by=actor)
    confirmation.roles.set(roles)
    event_record(
        verb="roster.confirm",
        target=confirmation,
        actor=actor,
        agency_id=agency.pk,
        data={"roles": sorted(wanted)},
    )
    return confirmation


@transaction.atomic
def roles_unconfirmed_end(*, actor: User | None = None) -> list[Role]:
    """End each role that nobody confirmed within the days of grace.

    By an operator, or by the portal itself (``manage.py roles_confirm_due --end``).
    """
    if actor is not None:
        operator_check(actor)
    lapsed = [due.role for due in role_dues() if due.state == LAPSED]
    return [role_end(role=role, actor=actor, why="unconfirmed") for role in lapsed]
