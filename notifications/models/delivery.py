"""Deliveries: a notice on its way to one channel, and the rules of sending."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.localized import LocalizedMixin, localized_fields
from notifications.models.following import Pace
from notifications.models.notice import Notice


class Channel(models.TextChoices):
    """How a notice leaves the portal."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("waiting")
    HELD = "held", _("kept for the digest")
    LEASED = "leased", _("being sent")
    SENT = "sent", _("sent")
    IN_DIGEST = "in_digest", _("sent in a digest")
    DROPPED = "dropped", _("not sent")
    FAILED = "failed", _("could not be sent")


class Delivery(models.Model):
    """One notice to one channel, or a digest of several (``notice`` is empty then).

    ``message_id`` goes out with every try, so that a gateway or a mail program knows a message it
    has already. A worker takes a delivery by ``leased_by`` until ``leased_until``, which is
    ``due_at`` too: after that another may. ``reason`` is a code: why it was dropped or failed, or
    why the last try went wrong.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries"
    )
    notice = models.ForeignKey(
        Notice, null=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    digest = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    pace = models.CharField(max_length=6, choices=Pace.choices, default=Pace.ONCE)
    state = models.CharField(
        max_length=9, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_by = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    digest_on = models.DateField(null=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once"),
            models.UniqueConstraint(
                fields=["user", "channel", "pace", "digest_on"],
                condition=Q(notice__isnull=True),
                name="delivery_digest_once",
            ),
            models.CheckConstraint(
                condition=Q(notice__isnull=False) | Q(digest_on__isnull=False),
                name="delivery_of_something",
            ),
            models.CheckConstraint(
                condition=~Q(state="leased")
                | Q(leased_by__isnull=False, leased_until__isnull=False),
                name="delivery_lease_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="delivery_sent_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state__in=["waiting", "leased"]),
                name="delivery_due",
            ),
            models.Index(fields=["user", "-id"], name="delivery_by_person"),
            models.Index(fields=["pace", "user"], condition=Q(state="held"), name="delivery_held"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class DeliveryRules(models.Model):
    """Limits of sending; one row, changed in the CMS."""

    mails_a_day = models.PositiveSmallIntegerField(
        _("mails a day to one person"),
        default=10,
        validators=[MinValueValidator(1)],
        help_text=_("Our default. What comes after goes into the next daily digest."),
    )
    sms_a_day = models.PositiveSmallIntegerField(
        _("SMS a day to one person"),
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("Our default. What comes after goes into the portal only."),
    )
    tries = models.PositiveSmallIntegerField(
        _("tries"),
        default=8,
        validators=[MinValueValidator(1)],
        help_text=_("Our default. Pauses double from one minute up to six hours."),
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("digests go out from, hour"), default=9, help_text=_("Our default. Time of Astana.")
    )
    digest_weekday = models.PositiveSmallIntegerField(
        _("weekly digests on"),
        default=0,
        choices=[
            (0, _("Monday")),
            (1, _("Tuesday")),
            (2, _("Wednesday")),
            (3, _("Thursday")),
            (4, _("Friday")),
            (5, _("Saturday")),
            (6, _("Sunday")),
        ],
    )

    class Meta:
        verbose_name = _("rules of sending notices")
        verbose_name_plural = _("rules of sending notices")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="delivery_rules_one_row"),
            models.CheckConstraint(
                condition=Q(digest_hour__lte=23) & Q(digest_weekday__lte=6) & Q(tries__gte=1),
                name="delivery_rules_in_range",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "DeliveryRules":
        """The one row; the defaults before there is one."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class NoticeWording(LocalizedMixin, models.Model):
    """An editor's words for one kind of notice; what is empty keeps the portal's own words.

    Gaps are written ``%(name)s``; only those of the kind are allowed (checked when saving).
    """

    kind = models.CharField(_("kind"), max_length=60, unique=True)
    locals().update(localized_fields("text", "notice", blank=True))
    locals().update(localized_fields("subject", "subject of the mail", max_length=150, blank=True))
    locals().update(localized_fields("sms", "SMS", max_length=300, blank=True))

    class Meta:
        ordering = ["kind"]
        verbose_name = _("wording of a notice")
        verbose_name_plural = _("wordings of notices")

    def __str__(self) -> str:
        return self.kind
