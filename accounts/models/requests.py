"""Letters of agencies: what they ask for, and what was checked before they were granted."""

import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from agencies.models import BIN, Agency
from core.fields import EncryptedTextField
from core.models import SealedBlob


class AccessRequest(models.Model):
    """An agency asks for access, a change of persons or an end: the official letter says which.

    Their data stay encrypted; the operator reads them on the request's own page only.
    """

    class State(models.TextChoices):
        """Where the request stands."""

        NEW = "new", _("new")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    class Purpose(models.TextChoices):
        """What the letter asks for."""

        ACCESS = "access", _("access for a person")
        CHANGE = "change", _("another person instead")
        END = "end", _("end of a person's roles")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(
        _("asks for"), max_length=10, choices=Purpose.choices, default=Purpose.ACCESS
    )
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT)
    agency_name = models.CharField(_("state body"), max_length=250)
    agency_bin = models.CharField(_("BIN"), max_length=12, validators=[BIN])
    full_name = EncryptedTextField()
    iin = EncryptedTextField()
    iin_hash = models.CharField(max_length=64, db_index=True, editable=False)
    email = EncryptedTextField()
    phone = EncryptedTextField()
    letter_number = models.CharField(_("number of the letter"), max_length=60)
    letter_date = models.DateField(_("date of the letter"))
    letter = models.ForeignKey(SealedBlob, on_delete=models.PROTECT, related_name="+")
    letter_name = models.CharField(max_length=120)
    letter_type = models.CharField(max_length=60)
    # Change and end: whose roles, the day of the new person or the last day, who asked in the CMS.
    outgoing = models.ManyToManyField("accounts.Role", blank=True, related_name="+")
    from_day = models.DateField(_("day"), null=True, blank=True)
    filed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    # What the editors' own fields asked for, as JSON.
    extra = EncryptedTextField(null=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.NEW, db_index=True
    )
    note = models.TextField(_("note of the operator"), blank=True)
    created_at = models.DateTimeField(_("received"), default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("request for access")
        verbose_name_plural = _("requests for access")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="new", decided_at__isnull=True)
                | (~Q(state="new") & Q(decided_at__isnull=False)),
                name="access_request_decided",
            ),
            models.UniqueConstraint(
                fields=["iin_hash", "agency_bin", "letter_number", "letter_date"],
                condition=Q(state="new"),
                name="access_request_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_name} {self.letter_number}"

    @property
    def masked_iin(self) -> str:
        """Only the last four digits; whole it is shown nowhere."""
        return f"•••• •••• {str(self.iin)[-4:]}" if self.iin else ""

    @property
    def extra_answers(self) -> dict[str, str]:
        """Label and answer of each field the editors added."""
        return dict(json.loads(str(self.extra))) if self.extra else {}


class AccessCheck(models.Model):
    """One thing compared with the letter, and who confirmed it or overrode it with a reason."""

    class Outcome(models.TextChoices):
        """What the portal itself found."""

        PASSED = "passed", _("fits")
        FAILED = "failed", _("doesn't fit")
        BY_EYE = "by_eye", _("for the operator's eyes")

    request = models.ForeignKey(AccessRequest, on_delete=models.CASCADE, related_name="checks")
    code = models.CharField(max_length=30)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = EncryptedTextField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("check of a letter")
        verbose_name_plural = _("checks of letters")
        constraints = [
            models.UniqueConstraint(fields=["request", "code"], name="access_check_once"),
            models.CheckConstraint(
                condition=~Q(outcome="failed") | Q(reason__isnull=False),
                name="access_check_failed_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.code}"
