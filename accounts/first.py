"""The first operator: there is nobody yet who could give the role."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, RoleKind, User
from accounts.people import iin_hash, subject_key
from core.errors import Refused
from core.text import is_iin
from ledger.services import event_record


@transaction.atomic
def operator_first(*, iin: str) -> Role:
    """Let the person with this IIN be operator from the first sign-in on.

    Refused as soon as an operator is in force: from then on operators give roles in the CMS.
    """
    if not is_iin(iin):
        raise Refused(_("This isn't an IIN. Check the 12 digits."), code="iin")
    if Role.objects.active().filter(kind=RoleKind.OPERATOR).exists():
        raise Refused(_("There is an operator already. Give roles in the CMS."), code="not_first")
    user = User.objects.filter(subject_key=subject_key(iin=iin, subject="")).first()
    role = Role.objects.create(user=user, iin_hash=iin_hash(iin), kind=RoleKind.OPERATOR)
    event_record(verb="role.grant", target=role, data={"kind": role.kind, "first": True})
    return role
