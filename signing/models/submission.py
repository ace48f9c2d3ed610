"""Drafts, files and payloads: what a signed submission is made of."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.fields import EncryptedTextField
from core.models import SealedBlob


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
    its life, ``session_hash`` ties signing by EDS to one web session, ``replaced_at`` says that
    the draft has a newer one, ``consumed_at`` marks the one use. The bytes commit to the words of
    the text by their Merkle root ``text_root``; ``opening`` keeps what opens the commitment: the
    human text with the answers to every field and a 128-bit salt for each word (see
    ``signing.commitment``).
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
    session_hash = models.CharField(max_length=64, blank=True, default="")
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
