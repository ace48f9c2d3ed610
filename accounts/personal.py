"""What accounts keep of one person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import DataRequest, Device, Role, User
from accounts.selectors import identity_views_of


class PersonalAccount:
    """The vault, choices, roles, devices, and who opened the person's data."""

    label = _("Who you are")

    def records(self, user: User) -> dict[str, Any]:
        """See the class."""
        vault = getattr(user, "vault", None)
        names = ("surname", "name", "patronymic", "iin", "phone")
        return {
            "id": str(user.pk),
            "first_signed_in": user.date_joined.isoformat(),
            "language": user.language,
            "name_shown": user.name_shown,
            "from_egov": {name: str(getattr(vault, name) or "") for name in names} if vault else {},
            "roles": [_role(role) for role in Role.objects.filter(user=user).order_by("pk")],
            "devices": [
                {"label": row.label, "signed_in_at": row.signed_in_at.isoformat()}
                for row in Device.objects.filter(user=user)
            ],
            "opened_by": [
                {"at": row.at.isoformat(), "by": row.by, "reason": str(row.reason)}
                for row in identity_views_of(user)
            ],
            "requests": [_request(row) for row in DataRequest.objects.filter(user=user)],
        }


def _role(role: Role) -> dict[str, Any]:
    return {
        "kind": role.kind,
        "agency": role.agency.localized("name") if role.agency else "",
        "from": role.valid_from.isoformat(),
        "to": role.valid_to.isoformat() if role.valid_to else None,
    }


def _request(row: DataRequest) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "state": row.state,
        "words": str(row.words or ""),
        "answer": str(row.answer or ""),
        "sent_at": row.sent_at.isoformat(),
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
    }
