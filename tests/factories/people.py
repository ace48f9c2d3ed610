"""People with a vault, and roles given the way an operator gives them."""

from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role, RoleKind, User, Vault
from accounts.people import subject_key
from accounts.services import role_grant
from agencies.models import Agency
from core.text import is_bin, is_iin

_numbers = count(1)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def iin_number(serial: int | None = None) -> str:
    """An IIN of somebody born in 1801, or later after each thousand; the check digit is right."""
    serial = next(_numbers) if serial is None else serial
    thousands, rest = divmod(serial, 1000)
    return _first(f"{thousands + 1:02d}01011{rest:03d}", is_iin)


def bin_number(serial: int | None = None) -> str:
    """A BIN of a body that doesn't exist, with a right check digit."""
    serial = next(_numbers) if serial is None else serial
    months, rest = divmod(serial, 1000)
    return _first(f"99{12 - months:02d}407{rest:03d}", is_bin)


def _first(start: str, fits: Any) -> str:
    return next(f"{start}{end:02d}" for end in range(100) if fits(f"{start}{end:02d}"))


def make_citizen(iin: str | None = None, **words: Any) -> User:
    """Somebody who has signed in before."""
    iin = iin or iin_number()
    user = User.objects.create(
        username=f"p-{uuid4().hex}", language="en", subject_key=subject_key(iin=iin, subject="")
    )
    names = {"surname": "Үлгіева", "name": "Әлия", "patronymic": "Сынаққызы"} | words
    Vault.objects.create(user=user, iin=iin, has_iin=True, **names)
    return user


def make_setup_person() -> User:
    """The set-up superuser, who gives the first roles."""
    return User.objects.create(username=f"setup-{uuid4().hex[:8]}", is_superuser=True)


def make_operator() -> User:
    return make_staff(RoleKind.OPERATOR)


def make_staff(kind: str, agency: Agency | None = None, **dates: Any) -> User:
    """A person with a role."""
    user = make_citizen()
    give(user, kind, agency, **dates)
    return user


def give(user: User, kind: str, agency: Agency | None = None, **dates: Any) -> Role:
    return role_grant(user=user, kind=kind, agency=agency, actor=make_setup_person(), **dates)


def letter_upload(data: bytes = PDF, name: str = "Хат Үлгіева.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/pdf")
