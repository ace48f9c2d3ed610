"""Who of the staff opened whose identity, about what and why."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.models.roles import RoleKind
from agencies.models import Agency
from core.fields import EncryptedTextField


class IdentityView(models.Model):
    """One opening of a person's name, phone and IIN. The person may read it later."""

    class Reason(models.TextChoices):
        """The closed list of reasons."""

        REACH = "reach", _("to reach the person about this matter")
        ESTABLISH = "establish", _("to establish who wrote")
        DOCUMENT = "document", _("for a paper that must name the person")
        COMPLAINT = "complaint", _("to look into a complaint")
        LAW = "law", _("a court or an investigation asks by law")
        OTHER = "other", _("something else")

    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=RoleKind.choices)
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
        indexes = [models.Index(fields=["person", "-at"], name="identity_view_person")]

    def __str__(self) -> str:
        return f"{self.about_kind}:{self.about_id}"
