"""Persons as eGov tells them: found again by a keyed hash, their data kept in the vault."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User, Vault
from core.crypto import keyed_hash
from core.localized import ORDER

PROVIDER = "egov"


@dataclass(frozen=True)
class Profile:
    """What the identity provider said of a person at this sign-in.

    ``subject`` is the provider's stable id; the only one for people without an IIN. ``phone`` is
    empty when there is none, and None when the provider couldn't say.
    """

    subject: str
    iin: str | None
    surname: str
    name: str
    patronymic: str
    phone: str | None


def subject_key(*, iin: str | None, subject: str) -> str:
    """The key of "one per person": HMAC of provider and IIN, or of its stable id without one."""
    person = f"iin:{iin}" if iin else f"sub:{subject}"
    return keyed_hash("subject", f"{PROVIDER}:{person}")


def iin_hash(iin: str) -> str:
    """What a role waits for until the person signs in."""
    return keyed_hash("iin", iin)


def phone_of(said: str | None) -> str | None:
    """A phone in its one international form; nothing when it can't be one.

    Old records say ``8`` where the world says ``+7``.
    """
    digits = "".join(sign for sign in said or "" if sign in "0123456789")
    if len(digits) == 11 and digits.startswith("8"):
        digits = f"7{digits[1:]}"
    return f"+{digits}" if 11 <= len(digits) <= 15 else None


def person_with(iin: str | None) -> User | None:
    """Whoever signed in with this IIN before."""
    if not iin:
        return None
    return User.objects.filter(subject_key=subject_key(iin=iin, subject="")).first()


@transaction.atomic
def person_upsert(profile: Profile, *, language: str) -> User:
    """The user of this person, made at the first sign-in, with the vault up to date."""
    user, _ = User.objects.get_or_create(
        subject_key=subject_key(iin=profile.iin, subject=profile.subject),
        defaults={
            "username": f"p-{uuid4().hex}",
            "password": make_password(None),
            "language": language if language in ORDER else ORDER[0],
        },
    )
    Vault.objects.update_or_create(
        user=user,
        defaults={
            "iin": profile.iin,
            "has_iin": bool(profile.iin),
            **_phone_fields(profile.phone),
            "surname": profile.surname or None,
            "name": profile.name or None,
            "patronymic": profile.patronymic or None,
        },
    )
    return user


def _phone_fields(said: str | None) -> dict[str, Any]:
    """What the vault keeps of it. Only a definite "no phone" takes the known one away."""
    phone = phone_of(said)
    return {"phone": phone, "has_phone": bool(phone)} if phone or said == "" else {}
