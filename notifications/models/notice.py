"""Notices in the portal, written in the same transaction as the fact they tell."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Notice(models.Model):
    """One thing a person should know. ``kind`` chooses the words, ``data`` fills them.

    ``data`` holds keys, numbers and dates, never anybody's text. ``followed``: it came because the
    person follows something, ``subscription``, which may be gone meanwhile.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    event = models.ForeignKey("ledger.Event", null=True, on_delete=models.PROTECT, related_name="+")
    subscription = models.ForeignKey(
        "notifications.Subscription", null=True, on_delete=models.SET_NULL, related_name="notices"
    )
    followed = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "event"], condition=Q(event__isnull=False), name="notice_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "-id"], condition=Q(read_at__isnull=True), name="notice_unread"
            )
        ]
