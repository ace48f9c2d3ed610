"""What proves each signature, and anchors over all of it. Rows are added and nothing else."""

from typing import Any

from django.db import models
from django.db.models import Q

from core.models import RowKey
from signing.models.signature import Signature, SignatureMethod

NO_HASH = "0" * 64


class OnlyAdded(TypeError):
    """Somebody tried to change or delete a row that is only ever added."""


class AppendOnly(models.Model):
    """Rows that can't be changed or deleted; triggers of the database say the same."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the row; ``OnlyAdded`` when it exists already."""
        if not self._state.adding:
            raise OnlyAdded(f"{self._meta.label} is only ever added to")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise OnlyAdded(f"{self._meta.label} is only ever added to")


class Evidence(AppendOnly):
    """The evidence of one signature, sealed, as a link of its object's chain.

    ``object_key`` names the chain, ``position`` counts from 1 within it. ``ciphertext`` is the
    bundle (``signing.archive.bundles``) under ``row_key``, whose wrapped form lies in another
    table; destroying that key ends what can be read and leaves row and chain as they are.
    ``hash`` is made of ``previous_hash``, ciphertext and the fields in clear
    (``signing.archive.chain``). Nothing here tells who signed.
    """

    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="evidence")
    version = models.PositiveSmallIntegerField(default=1)
    object_key = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    method = models.CharField(max_length=3, choices=SignatureMethod.choices)
    payload_digest = models.CharField(max_length=64)
    verifier = models.CharField(max_length=60)
    policy = models.CharField(max_length=60)
    verdict_code = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    ciphertext = models.BinaryField()
    row_key = models.OneToOneField(RowKey, on_delete=models.PROTECT, related_name="+")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_key", "position"], name="evidence_one_at_each_position"
            ),
            models.CheckConstraint(condition=Q(position__gt=0), name="evidence_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.object_key} {self.position}"


class EvidenceAnchor(AppendOnly):
    """One link of the chain over all evidence: the rows added since the anchor before.

    ``rows`` names them, a line each: id, object, position, id of the signature, hash. So even a
    whole chain that was deleted is missed, and known by name. ``last_row`` is the highest id
    covered, ``total`` how many rows all anchors cover by then. ``seal`` is the portal's signature
    over ``hash`` (``signing.portal_keys``).
    """

    number = models.PositiveIntegerField(unique=True)
    version = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()
    last_row = models.BigIntegerField()
    count = models.PositiveIntegerField()
    total = models.PositiveBigIntegerField()
    rows = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    seal = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0, count__gt=0), name="anchor_not_empty"),
        ]

    def __str__(self) -> str:
        return f"anchor {self.number}"
