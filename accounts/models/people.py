"""People. The user row knows nobody: names, IIN and phone lie encrypted in the vault."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField


class NameShown(models.TextChoices):
    """How a person's name shows in public; each text may say otherwise."""

    INITIALS = "initials", _("Initials")
    FULL = "full", _("Name in full")
    HIDDEN = "hidden", _("Hidden")


class User(AbstractUser):
    """A person signed in through eGov.

    ``id`` and ``username`` are opaque. ``subject_key`` is the HMAC of provider and IIN (or of
    another stable id for people without one); each "one per person" rule uses it.
    ``name_shown`` is what forms begin with. ``data_blocked_at``: the person asked to have their
    data blocked and an operator granted it (``accounts.services.blocking``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="kk"
    )
    name_shown = models.CharField(
        _("how my name appears"),
        max_length=8,
        choices=NameShown.choices,
        default=NameShown.INITIALS,
    )
    data_blocked_at = models.DateTimeField(null=True, editable=False)

    # No name lies in this table; Wagtail's sidebar reads this one.
    @property
    def first_name(self) -> str:
        """The short name, from the vault."""
        return self.get_short_name()

    last_name = None

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def get_full_name(self) -> str:
        """The name as eGov gave it; the username for people without a vault."""
        vault = getattr(self, "vault", None)
        return vault.full_name if vault else self.username

    def get_short_name(self) -> str:
        """Name and first letter of the surname, for the header."""
        vault = getattr(self, "vault", None)
        return vault.short_name if vault else self.username

    def __str__(self) -> str:
        return self.username


class Vault(models.Model):
    """What eGov told of a person, each piece encrypted. Read through ``accounts.vault``."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="vault")
    iin = EncryptedTextField(null=True)
    phone = EncryptedTextField(null=True)
    surname = EncryptedTextField(null=True)
    name = EncryptedTextField(null=True)
    patronymic = EncryptedTextField(null=True)
    has_iin = models.BooleanField(default=False)
    has_phone = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("vault entry")
        verbose_name_plural = _("vault entries")

    @property
    def full_name(self) -> str:
        """Surname, name, patronymic."""
        parts = (self.surname, self.name, self.patronymic)
        return " ".join(str(part) for part in parts if part)

    @property
    def short_name(self) -> str:
        """Name and the first letter of the surname."""
        initial = f"{self.surname[0]}." if self.surname else ""
        return f"{self.name or ''} {initial}".strip()

    @property
    def initials(self) -> str:
        """``A. B. S.`` letters only: name, patronymic, surname."""
        parts = (self.surname, self.name, self.patronymic)
        return " ".join(f"{str(part)[0]}." for part in parts if part)

    @property
    def masked_iin(self) -> str:
        """Only the last four digits."""
        return f"•••• •••• {str(self.iin)[-4:]}" if self.iin else ""

    @property
    def masked_phone(self) -> str:
        """Only the last four digits."""
        return f"+7 ••• ••• {str(self.phone)[-4:-2]} {str(self.phone)[-2:]}" if self.phone else ""
