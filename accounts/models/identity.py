"""Who opened whose data, about what and why."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.models.roles import RoleKind
from agencies.models import Agency
from core.fields import EncryptedTextField


class IdentityView(models.Model):
    """One opening of what tells who somebody is. The person may read it later.

    ``reader`` and ``role`` are empty for what was done on the server itself, by a command.
    """

    class What(models.TextChoices):
        """What was opened."""

        IDENTITY = "identity", _("name, phone, IIN")
        REQUEST = "request", _("your request about your data")
        LETTER = "letter", _("an agency's letter that names you")
        SCAN = "scan", _("the scan of an agency's letter that names you")
        ROLE = "role", _("your role at an agency")
        EVIDENCE = "evidence", _("the evidence of your signature, as a file")

    class Reason(models.TextChoices):
        """The closed list of reasons; the last four go with what was opened, nobody picks them."""

        REACH = "reach", _("to reach the person about this matter")
        ESTABLISH = "establish", _("to establish who wrote")
        DOCUMENT = "document", _("for a paper that must name the person")
        COMPLAINT = "complaint", _("to look into a complaint")
        LAW = "law", _("a court or an investigation asks by law")
        OTHER = "other", _("something else")
        DECIDE = "decide", _("to decide about your request")
        ACCESS = "access", _("to decide about the agency's letter")
        RIGHTS = "rights", _("to change your rights as an employee")
        PROOF = "proof", _("proof was asked for")

    what = models.CharField(max_length=8, choices=What.choices, default=What.IDENTITY)
    reader = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=RoleKind.choices, blank=True)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="identity_views")
    about_kind = models.CharField(max_length=60)
    about_id = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    words = EncryptedTextField(null=True)
    in_full = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("reading of an identity")
        verbose_name_plural = _("readings of identities")
        indexes = [models.Index(fields=["person", "-at", "-id"], name="identity_view_by_person")]

    def __str__(self) -> str:
        return f"{self.about_kind}:{self.about_id}"

    @classmethod
    def reasons_to_choose(cls) -> list[tuple[str, str]]:
        """What an employee picks from when opening an identity."""
        of_their_own = {"decide", "access", "rights", "proof"}
        return [pair for pair in cls.Reason.choices if pair[0] not in of_their_own]
