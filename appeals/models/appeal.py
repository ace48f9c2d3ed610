"""The application itself. A plain model: neither a page nor a workflow snippet."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Office, Topic
from appeals.states import (
    OPEN_STATES,
    Channel,
    Kind,
    NameShown,
    Publication,
    State,
)
from core.fields import EncryptedTextField
from core.models import SealedBlob
from law.models import TermSet
from moderation.models import PublicText
from signing.models import File, SignedPayload

DONE_STATES = tuple(state for state in State if state not in OPEN_STATES)


class Appeal(models.Model):
    """What a citizen wrote to an office.

    The original (subject, text, place, answers to extra fields, the author's name) lies sealed in
    ``original``, as it was signed; only ``appeals.projections`` opens it. ``office`` is the
    addressee as signed, ``agency`` the body that holds it now. ``submitted_at`` is the moment,
    ``registered_on`` the legal day that starts the clock.
    """

    number = models.CharField(max_length=24, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    part = models.PositiveSmallIntegerField(null=True, blank=True)
    # A joint part is answered to the body that leads, which writes one answer for all.
    is_joint = models.BooleanField(default=False, db_default=False)
    legacy_number = models.PositiveBigIntegerField(null=True, blank=True, unique=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.PORTAL)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="appeals"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="appeals")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="appeals")
    kind_declared = models.CharField(max_length=12, choices=Kind.choices)
    kind_registered = models.CharField(max_length=12, choices=Kind.choices)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="appeals")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    answer_language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    original = models.OneToOneField(
        SealedBlob, null=True, on_delete=models.PROTECT, related_name="+"
    )
    payload = models.OneToOneField(
        SignedPayload, null=True, on_delete=models.PROTECT, related_name="appeal"
    )
    submitted_at = models.DateTimeField()
    registered_on = models.DateField()
    term_set = models.ForeignKey(TermSet, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.REGISTERED)
    publication = models.CharField(
        max_length=10, choices=Publication.choices, default=Publication.PENDING
    )
    publish_consent = models.BooleanField()
    name_shown = models.CharField(
        max_length=8, choices=NameShown.choices, default=NameShown.INITIALS
    )
    author_public_name = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    executor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # A day within the agency; the author is owed nothing by it.
    inner_due_on = models.DateField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    refusal_ground = models.ForeignKey(
        "moderation.Ground", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refusal_note = EncryptedTextField(null=True, blank=True)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(fields=["parent", "part"], name="appeal_part_once"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, part__isnull=True)
                | Q(parent__isnull=False, part__isnull=False),
                name="appeal_part_has_parent",
            ),
            models.CheckConstraint(
                condition=Q(is_joint=False) | Q(parent__isnull=False), name="appeal_joint_is_part"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("registered_on")), name="appeal_due_after_registration"
            ),
            models.CheckConstraint(
                condition=Q(publish_consent=True) | Q(publication="private"),
                name="appeal_published_with_consent",
            ),
            models.CheckConstraint(
                condition=~Q(publication="published") | Q(published_at__isnull=False),
                name="appeal_published_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
                name="appeal_answered_dated",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="appeal_state_known"),
            models.CheckConstraint(
                condition=Q(kind_registered__in=Kind.values), name="appeal_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(channel="portal") | Q(payload__isnull=False),
                name="appeal_portal_signed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(publication="published"),
                name="appeal_public",
            ),
            models.Index(
                fields=["agency", "-published_at", "-id"],
                condition=Q(publication="published"),
                name="appeal_public_agency",
            ),
            models.Index(
                fields=["office", "-published_at", "-id"],
                condition=Q(publication="published"),
                name="appeal_public_office",
            ),
            models.Index(
                fields=["topic", "-published_at", "-id"],
                condition=Q(publication="published"),
                name="appeal_public_topic",
            ),
            models.Index(
                fields=["state", "-published_at", "-id"],
                condition=Q(publication="published"),
                name="appeal_public_state",
            ),
            models.Index(
                fields=["-answered_at", "-id"],
                condition=Q(publication="published", answered_at__isnull=False),
                name="appeal_public_answered",
            ),
            models.Index(fields=["agency", "state", "due_on", "id"], name="appeal_desk"),
            models.Index(fields=["executor", "state", "due_on", "id"], name="appeal_executor"),
            models.Index(fields=["agency", "registered_on"], name="appeal_agency_day"),
            models.Index(fields=["author", "-id"], name="appeal_author"),
            # The desks: what an agency has open by its day, what it has finished, the newest
            # first, and for the operator what nobody has taken yet.
            models.Index(
                fields=["agency", "due_on", "id"],
                condition=Q(state__in=OPEN_STATES),
                name="appeal_desk_open",
            ),
            models.Index(
                fields=["agency", "-id"],
                condition=Q(state__in=DONE_STATES),
                name="appeal_desk_done",
            ),
            models.Index(
                fields=["registered_on", "id"],
                condition=Q(state__in=[State.REGISTERED, State.WITH_AGENCY]),
                name="appeal_desk_new",
            ),
        ]

    def __str__(self) -> str:
        """The number only: this string reaches logs, mails and admin pages."""
        return self.number

    @property
    def is_under_review(self) -> bool:
        """The author asked for another person's look, and there is no new answer yet."""
        return self.reopened_at is not None and self.state in OPEN_STATES


class AppealText(PublicText):
    """One public version of an application."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="public_texts")
    place = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "version"], name="appeal_text_version_once"),
            models.UniqueConstraint(
                fields=["appeal"],
                condition=Q(withdrawn_at__isnull=True),
                name="appeal_text_one_current",
            ),
        ]


class AppealFile(models.Model):
    """A file that belongs to an application."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="appeal_file")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
