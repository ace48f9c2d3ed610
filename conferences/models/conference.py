"""Internet conferences: language-neutral rows with keys, times and constraints."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from conferences.states import CommentsModerated, QueueOrder, Talk
from core.localized import LocalizedMixin, localized_fields


class Conference(LocalizedMixin, models.Model):  # type: ignore[django-manager-missing]
    """One conference. Its phase follows the clock; see ``conferences.phases``.

    ``frozen_at``: the console holds the order of the queue as it stood at that moment.
    ``legacy_id`` is its number on the former portal.
    """

    key = models.SlugField(_("key"), unique=True)
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="conferences"
    )
    locals().update(localized_fields("theme", "theme", max_length=250))
    announced_at = models.DateTimeField(_("announced"))
    opens_at = models.DateTimeField(_("opens for questions"))
    closes_at = models.DateTimeField(_("closes for questions"))
    answers_from_at = models.DateTimeField(
        _("answers begin"), help_text=_("Of a live conference: when the speakers begin.")
    )
    answers_due_at = models.DateTimeField(_("answers promised by"))
    summary_due_at = models.DateTimeField(_("summary promised by"))
    summary_published_at = models.DateTimeField(_("summary published"), null=True, blank=True)
    archived_at = models.DateTimeField(_("goes to the archive"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    locals().update(localized_fields("cancel_reason", "why it is cancelled", blank=True))
    stream_url = models.URLField(_("broadcast"), blank=True)
    recording_url = models.URLField(_("recording"), blank=True)
    demands_signature = models.BooleanField(
        _("questions are signed"),
        default=False,
        help_text=_("With a code by SMS or a digital signature. Without it signing in is enough."),
    )
    comments_moderated = models.CharField(
        _("a moderator reads comments"),
        max_length=10,
        choices=CommentsModerated.choices,
        default=CommentsModerated.BEFORE,
    )
    talk_until = models.CharField(
        _("people may comment and vote"),
        max_length=10,
        choices=Talk.choices,
        default=Talk.ARCHIVE,
    )
    promised = models.PositiveSmallIntegerField(
        _("so many questions get a written answer"),
        default=10,
        validators=[MaxValueValidator(1000)],
        help_text=_("Those with the most votes when questions close."),
    )
    queue_order = models.CharField(
        max_length=10, choices=QueueOrder.choices, default=QueueOrder.VOTES, editable=False
    )
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    legacy_id = models.PositiveIntegerField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["-opens_at"]
        verbose_name = _("internet conference")
        verbose_name_plural = _("internet conferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__gte=F("announced_at")), name="conference_opens_announced"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="conference_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(answers_from_at__gte=F("closes_at")),
                name="conference_answers_after_closing",
            ),
            models.CheckConstraint(
                condition=Q(answers_due_at__gte=F("answers_from_at")),
                name="conference_answers_later",
            ),
            models.CheckConstraint(
                condition=Q(summary_due_at__gte=F("answers_due_at")),
                name="conference_summary_later",
            ),
            models.CheckConstraint(
                condition=Q(summary_published_at__isnull=True)
                | Q(summary_published_at__gte=F("closes_at")),
                name="conference_summary_after_closing",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(archived_at__gt=F("closes_at")),
                name="conference_archived_after_closing",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason_kk=""),
                name="conference_cancelled_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.localized("theme")


class Speaker(LocalizedMixin, models.Model):
    """Who answers at a conference. ``user`` may open the speaker's view and answer there.

    Whoever has answered stays on the page: ``left_at`` says that they take part no more.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="speakers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("account"),
    )
    locals().update(localized_fields("person", "name", max_length=200))
    locals().update(localized_fields("title", "post", max_length=250))
    photo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    left_at = models.DateTimeField(_("takes part no more since"), null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")

    def __str__(self) -> str:
        return self.localized("person")


class ConferenceDocument(LocalizedMixin, models.Model):
    """A document that belongs to a conference: programme, draft law, presentation."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        "wagtaildocs.Document",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("document"),
    )
    locals().update(localized_fields("title", "title", max_length=250))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.localized("title")
