"""What accounts keep of one person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessRequest, DataRequest, Device, Role, User
from accounts.people import iin_hash
from accounts.selectors import readings_of, seen_row


class PersonalAccount:
    """The vault, choices, roles, devices, requests, and who opened the person's data."""

    label = _("Who you are")
    meanings = {
        "id": _("Your number in the portal; it says nothing of you."),
        "first_signed_in": _("When you signed in for the first time."),
        "language": _("The language you chose."),
        "name_shown": _("How your name begins in forms."),
        "data_blocked_at": _("Since when your data is blocked; empty when it isn't."),
        "from_egov": _("What egov.kz tells us of you at each sign-in."),
        "roles": _("Your roles at agencies, with dates."),
        "access_requests": _("Letters of agencies that ask for access for you, or that you sent."),
        "devices": _("Where you are signed in."),
        "opened_by": _("Who opened your data, when and why."),
        "requests": _("What you asked about your data, and the answers."),
    }

    def records(self, user: User) -> dict[str, Any]:
        """See the class."""
        vault = getattr(user, "vault", None)
        names = ("surname", "name", "patronymic", "iin", "phone")
        blocked = user.data_blocked_at
        return {
            "id": str(user.pk),
            "first_signed_in": user.date_joined.isoformat(),
            "language": user.language,
            "name_shown": user.name_shown,
            "data_blocked_at": blocked.isoformat() if blocked else None,
            "from_egov": {name: str(getattr(vault, name) or "") for name in names} if vault else {},
            "roles": [_role(role) for role in Role.objects.filter(user=user).order_by("pk")],
            "access_requests": _letters(user),
            "devices": [
                {"label": row.label, "signed_in_at": row.signed_in_at.isoformat()}
                for row in Device.objects.filter(user=user)
            ],
            "opened_by": _opened(user),
            "requests": [_request(row) for row in DataRequest.objects.filter(user=user)],
        }


def _opened(user: User) -> Iterator[dict[str, Any]]:
    for row in readings_of(user).iterator():
        seen = seen_row(row)
        yield {
            "at": seen.at.isoformat(),
            "by": seen.by,
            "what": seen.what,
            "about": seen.about_id,
            "reason": seen.reason,
            "whole_iin": seen.in_full,
        }


def _letters(user: User) -> Iterator[dict[str, Any]]:
    """Of a letter about somebody else only that the person sent it: the rest is not theirs."""
    vault = getattr(user, "vault", None)
    own = iin_hash(str(vault.iin)) if vault and vault.iin else ""
    about_me = Q(iin_hash=own) if own else Q(pk=None)
    for row in AccessRequest.objects.filter(about_me | Q(filed_by=user)).order_by("pk").iterator():
        yield {
            "agency": row.agency_name,
            "asks_for": row.purpose,
            "letter": row.letter_number,
            "letter_date": row.letter_date.isoformat(),
            "sent_at": row.created_at.isoformat(),
            "state": row.state,
            "filed_by_you": row.filed_by_id == user.pk,
            "about_you": _named(row) if own and row.iin_hash == own else None,
        }


def _named(row: AccessRequest) -> dict[str, str]:
    said = {name: str(getattr(row, name) or "") for name in ("full_name", "iin", "email", "phone")}
    return {**said, "note": row.note}


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
