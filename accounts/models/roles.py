"""Dated rights of people, and their yearly confirmation by the agency."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from agencies.models import Agency


class RoleKind(models.TextChoices):
    """Kinds of rights a person may hold. Those of an agency name it; the others do not."""

    EDITOR = "editor", _("responsible person (places information)")
    CLERK = "clerk", _("clerk (works on applications)")
    HEAD = "head", _("head (answers in own name)")
    MODERATOR = "moderator", _("moderator")
    OPERATOR = "operator", _("operator of the portal")
    AUDITOR = "auditor", _("auditor")


AGENCY_KINDS = (RoleKind.EDITOR, RoleKind.CLERK, RoleKind.HEAD)


class RoleQuerySet(models.QuerySet["Role"]):
    """Named sets of roles."""

    def active(self) -> "RoleQuerySet":
        """Roles in force at this moment."""
        now = timezone.now()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=now), valid_from__lte=now)


class Role(models.Model):
    """A dated right of a person, from an official letter. It ends the second ``valid_to`` comes.

    ``iin_hash`` lets a role wait for a person who has not signed in yet.
    """

    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="roles"
    )
    iin_hash = models.CharField(max_length=64, db_index=True, blank=True, editable=False)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="roles"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RoleKind.choices)
    valid_from = models.DateTimeField(_("from"), default=timezone.now)
    valid_to = models.DateTimeField(_("until"), null=True, blank=True)
    request = models.ForeignKey(
        "accounts.AccessRequest",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="roles",
    )
    granted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="role_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in AGENCY_KINDS], agency__isnull=False)
                | (~Q(kind__in=[k.value for k in AGENCY_KINDS]) & Q(agency__isnull=True)),
                name="role_agency_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(iin_hash=""), name="role_has_person"
            ),
            models.UniqueConstraint(
                fields=["user", "agency", "kind"],
                condition=Q(valid_to__isnull=True, agency__isnull=False),
                name="role_one_open_at_agency",
            ),
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(valid_to__isnull=True, agency__isnull=True),
                name="role_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.agency_id or ''}".strip()


class RosterConfirmation(models.Model):
    """An agency said once a year which of its people still hold their roles."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="roster_confirmations"
    )
    roles = models.ManyToManyField(Role, related_name="confirmations")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)

    class Meta:
        ordering = ["-confirmed_at"]
        verbose_name = _("yearly confirmation")
        verbose_name_plural = _("yearly confirmations")

    def __str__(self) -> str:
        return f"{self.agency_id} {self.confirmed_at:%Y-%m-%d}"
