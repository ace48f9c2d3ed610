"""People. The user row knows nobody: names, IIN and phone lie encrypted in the vault."""

import json
import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.forms.models import AbstractFormField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from agencies.models import BIN, Agency
from core.fields import EncryptedTextField
from core.models import SealedBlob
from core.pages import BasePage


class User(AbstractUser):
    """A person signed in through eGov.

    ``id`` and ``username`` are opaque. ``subject_key`` is the HMAC of provider and IIN (or of
    another stable id for people without one); each "one per person" rule uses it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="kk"
    )

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


class RoleKind(models.TextChoices):
    """Kinds of rights a person may hold. Those of an agency name it; the others do not."""

    EDITOR = "editor", _("responsible person (places information)")
    CLERK = "clerk", _("clerk (works on applications)")
    HEAD = "head", _("head (answers in own name)")
    MODERATOR = "moderator", _("moderator")
    OPERATOR = "operator", _("operator of the portal")
    AUDITOR = "auditor", _("auditor")


AGENCY_KINDS = (RoleKind.EDITOR, RoleKind.CLERK, RoleKind.HEAD)


class AccessRequest(models.Model):
    """An agency asks for access: the official letter and the persons responsible.

    Their data stay encrypted; the operator reads them on the request's own page only.
    """

    class State(models.TextChoices):
        """Where the request stands."""

        NEW = "new", _("new")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
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
        return f"•••• •••• {str(self.iin)[-4:]}"

    @property
    def extra_answers(self) -> dict[str, str]:
        """Label and answer of each field the editors added."""
        return dict(json.loads(str(self.extra))) if self.extra else {}


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
        AccessRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="roles"
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


class AccessFormField(AbstractFormField):
    """One more field of the request for access, added by editors."""

    page = ParentalKey(
        "accounts.AccessFormPage", on_delete=models.CASCADE, related_name="form_fields"
    )


class AccessFormPage(RoutablePageMixin, BasePage):
    """Where an agency asks for access: the official letter and the persons responsible."""

    intro = RichTextField(_("introduction"), blank=True)
    thanks = RichTextField(_("after sending"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        FieldPanel("thanks"),
        InlinePanel("form_fields", label=_("More fields")),
    ]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("request for agency access")

    @path("")
    def serve_form(self, request: HttpRequest) -> HttpResponse:
        """The form itself."""
        from accounts.access import views

        return views.access_form(request, self)

    @path("sent/<uuid:public_id>/", name="sent")
    def serve_sent(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        """The request is with the operator."""
        from accounts.access import views

        return views.access_sent(request, self, public_id)
