"""Tables of the ground: sealed bytes, their keys and rate windows; the base of every page."""

from django.db import models

from core.pages import BasePage

__all__ = ["BasePage", "RateWindow", "RowKey", "SealedBlob"]


class RowKey(models.Model):
    """The wrapped key of one sealed blob. ``wrapped`` becomes null when the key is destroyed."""

    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)


class SealedBlob(models.Model):
    """Bytes nobody reads without their row key (AES-256-GCM, nonce first)."""

    ciphertext = models.BinaryField()
    row_key = models.OneToOneField(RowKey, on_delete=models.PROTECT, related_name="blob")


class RateWindow(models.Model):
    """How often a thing was done in one window of time; the key is a hash, never a person."""

    key = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "window"], name="rate_window_once"),
        ]
