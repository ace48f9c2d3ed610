"""State bodies, topics, offices and who holds them. Language-neutral; pages are their faces."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.localized import LocalizedMixin, localized_fields

BIN = RegexValidator(r"^\d{12}$", _("A BIN has 12 digits."))


class Region(LocalizedMixin, models.Model):
    """A region or city of republican significance."""

    key = models.SlugField(unique=True)
    locals().update(localized_fields("name", "name", max_length=120))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.localized("name")


class AgencyGroup(LocalizedMixin, models.Model):
    """Ministries, akimats, committees, quasi-public companies."""

    key = models.SlugField(unique=True)
    locals().update(localized_fields("name", "name", max_length=120))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        verbose_name = _("group of agencies")
        verbose_name_plural = _("groups of agencies")

    def __str__(self) -> str:
        return self.localized("name")


class Topic(LocalizedMixin, models.Model):
    """What an application is about."""

    key = models.SlugField(unique=True)
    locals().update(localized_fields("name", "name", max_length=120))
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("offered on the form"), default=True)
    legacy_id = models.PositiveIntegerField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["order", "key"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.localized("name")


class Agency(LocalizedMixin, models.Model):
    """A state body or quasi-public company.

    ``accepts_applications`` speaks of citizens only: a closed agency still takes redirects.
    """

    key = models.SlugField(_("key"), unique=True)
    bin = models.CharField(_("BIN"), max_length=12, unique=True, validators=[BIN])
    locals().update(localized_fields("name", "name", max_length=250))
    locals().update(localized_fields("short_name", "short name", max_length=80, blank=True))
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    group = models.ForeignKey(AgencyGroup, on_delete=models.PROTECT, related_name="agencies")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT)
    topics = models.ManyToManyField(Topic, blank=True, related_name="agencies")
    sort_kk = models.CharField(max_length=300, editable=False, default="")
    sort_ru = models.CharField(max_length=300, editable=False, default="")
    sort_en = models.CharField(max_length=300, editable=False, default="")
    accepts_applications = models.BooleanField(_("accepts applications"), default=True)
    locals().update(localized_fields("closed_reason", "why it is closed", blank=True))
    handover_url = models.URLField(_("where to write instead"), blank=True)
    answers_signed_from = models.DateField(
        _("answers are signed with EDS from"),
        null=True,
        blank=True,
        default=timezone.localdate,
        help_text=_(
            "From this day on an answer leaves only with the digital signature of the agency's "
            "head. Empty: the agency has no certificates yet, and its answers say so."
        ),
    )
    is_active = models.BooleanField(_("exists"), default=True)
    legacy_id = models.PositiveIntegerField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["sort_kk"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [
            models.CheckConstraint(condition=Q(bin__regex=r"^\d{12}$"), name="agency_bin_digits"),
            models.CheckConstraint(
                condition=Q(accepts_applications=True) | ~Q(closed_reason_kk=""),
                name="agency_closed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="agency_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.localized("name")

    def save(self, *args: object, **kwargs: object) -> None:
        """Keeps the sort keys true: databases without ICU sort Kazakh wrongly."""
        from agencies.sorting import sort_key

        for code in ("kk", "ru", "en"):
            setattr(self, f"sort_{code}", sort_key(self.localized("name", code), code))
        super().save(*args, **kwargs)

    @property
    def signs_answers(self) -> bool:
        """An answer of today must bear the head's digital signature."""
        since = self.answers_signed_from
        return since is not None and since <= timezone.localdate()


class Office(LocalizedMixin, models.Model):
    """A post that heads an agency and keeps a blog. Persons come and go; the office stays."""

    key = models.SlugField(_("key"), unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="offices")
    locals().update(localized_fields("title", "title", max_length=250))
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("exists"), default=True)
    legacy_id = models.PositiveIntegerField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["agency", "order", "key"]
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    def __str__(self) -> str:
        return f"{self.localized('title')} — {self.agency.localized('name')}"

    @property
    def accepts_applications(self) -> bool:
        """Citizens may write to this office now."""
        return self.is_active and self.agency.is_active and self.agency.accepts_applications


class Tenure(LocalizedMixin, models.Model):
    """A person's time in an office: from ``starts_on`` up to, not including, ``ends_on``.

    Two tenures of one office never overlap: the database refuses (migration 0002).
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="tenures")
    locals().update(localized_fields("person", "name of the person", max_length=200))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (not included)"), null=True, blank=True)
    is_acting = models.BooleanField(_("acting"), default=False)

    class Meta:
        ordering = ["office", "-starts_on"]
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="tenure_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["office"], condition=Q(ends_on__isnull=True), name="tenure_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.localized("person")
