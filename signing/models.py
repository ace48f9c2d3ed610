"""Terms, drafts, files, payloads, codes and signatures: what a signed submission is made of."""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.fields import EncryptedTextField
from core.localized import LocalizedMixin, localized_fields
from core.models import SealedBlob


class Terms(LocalizedMixin, models.Model):
    """One version of the terms of agreement. A published version never changes."""

    purpose = models.SlugField(default="appeal")
    version = models.PositiveIntegerField(_("version"))
    locals().update(localized_fields("title", "title", max_length=200))
    locals().update(localized_fields("body", "text (HTML)"))
    published_at = models.DateTimeField(_("in force from"), null=True, blank=True)

    FROZEN = _("These terms are in force and can't be changed. Make a new version.")

    class Meta:
        ordering = ["purpose", "-version"]
        verbose_name = _("terms of agreement")
        verbose_name_plural = _("terms of agreement")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="terms_version_once"),
            models.CheckConstraint(condition=Q(version__gt=0), name="terms_version_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.localized('title')} · {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses to change a version in force, as the database itself does."""
        self._refuse_in_force()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuses to delete a version in force."""
        self._refuse_in_force()
        return super().delete(*args, **kwargs)

    @property
    def is_in_force(self) -> bool:
        """Published: people may have accepted it."""
        return self.published_at is not None and self.published_at <= timezone.now()

    def clean(self) -> None:
        """Says the same to an editor before saving."""
        super().clean()
        if self._stored_in_force():
            raise ValidationError(self.FROZEN)

    def _refuse_in_force(self) -> None:
        if self._stored_in_force():
            raise Refused(self.FROZEN, code="terms_frozen")

    def _stored_in_force(self) -> bool:
        stored = Terms.objects.filter(pk=self.pk, published_at__lte=timezone.now())
        return self.pk is not None and stored.exists()


class TermsAcceptance(models.Model):
    """That a person accepted a version, and when."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acceptances"
    )
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "terms"], name="acceptance_once"),
        ]


class Draft(models.Model):
    """What a person has typed so far, encrypted, kept from the first sentence.

    ``purpose`` and ``object_key`` say what it is for (an application to an office); one live
    draft each. ``revision`` grows with every change of words or files, so that two tabs can be
    told apart.
    ``sent_at`` closes it: a sent draft is never written again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    purpose = models.SlugField()
    object_key = models.CharField(max_length=80)
    content = EncryptedTextField()
    step = models.CharField(max_length=20, default="")
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "purpose", "object_key"],
                condition=Q(sent_at__isnull=True),
                name="draft_one_live",
            ),
        ]


class File(models.Model):
    """A person's file: encrypted on disk, private until a moderator releases this very one.

    ``name`` is a safe name without path; ``content_type`` was found from the content.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="files"
    )
    draft = models.ForeignKey(
        Draft, null=True, blank=True, on_delete=models.SET_NULL, related_name="files"
    )
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=120, unique=True)
    row_key = models.ForeignKey("core.RowKey", on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class SignedPayload(models.Model):
    """The exact bytes a person is asked to sign (canonical JSON, version 1), stored once, sealed.

    ``digest`` is SHA-256 of the bytes. ``nonce`` makes each one unique, ``expires_at`` limits
    its life, ``replaced_at`` says that the draft has a newer one, ``consumed_at`` marks the one
    use. The bytes commit to the words of the text by their Merkle root ``text_root``; ``opening``
    keeps what opens the commitment: the human text with the answers to every field and a 128-bit
    salt for each word (see ``signing.commitment``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    purpose = models.SlugField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payloads"
    )
    draft = models.ForeignKey(
        Draft, null=True, blank=True, on_delete=models.SET_NULL, related_name="payloads"
    )
    draft_revision = models.PositiveIntegerField(default=0)
    content = models.OneToOneField(SealedBlob, on_delete=models.PROTECT, related_name="+")
    opening = models.OneToOneField(SealedBlob, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, db_index=True)
    text_root = models.CharField(max_length=64)
    nonce = models.CharField(max_length=32, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    consumed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="payload_expires_later"
            ),
            models.UniqueConstraint(
                fields=["draft"],
                condition=Q(replaced_at__isnull=True),
                name="payload_one_current",
            ),
            models.UniqueConstraint(
                fields=["draft"],
                condition=Q(consumed_at__isnull=False),
                name="payload_one_signed",
            ),
        ]


class SignatureMethod(models.TextChoices):
    """How a payload was signed."""

    SMS = "sms", _("code by SMS")
    EDS = "eds", _("digital signature (EDS)")


class Signature(models.Model):
    """That a payload was signed, how and when. One payload has one signature."""

    payload = models.OneToOneField(
        SignedPayload, on_delete=models.PROTECT, related_name="signature"
    )
    method = models.CharField(max_length=3, choices=SignatureMethod.choices)
    signed_at = models.DateTimeField(default=timezone.now)
    evidence = models.OneToOneField(
        SealedBlob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class SmsCode(models.Model):
    """A six-digit code bound to one payload's digest, kept as a keyed hash."""

    payload = models.ForeignKey(SignedPayload, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    phone_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payload"],
                condition=Q(used_at__isnull=True, replaced_at__isnull=True),
                name="sms_code_one_live",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="sms_code_expires_later"
            ),
        ]
