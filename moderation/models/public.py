"""What the public reads: the base of each room's own table of versions."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class PublicText(models.Model):
    """One version of what the public may read of a text. Abstract: each room has its own table.

    ``cuts`` mark the gaps: ``[{"start", "end", "ground": code}]`` in characters of ``body``. In
    these places ``body`` holds a sign for the gap, never the words taken out. ``reworded`` says
    that the words differ from the author's in more than the gaps.
    """

    version = models.PositiveIntegerField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(max_length=250, blank=True)
    body = models.TextField()
    cuts = models.JSONField(default=list, blank=True)
    reworded = models.BooleanField(default=False, db_default=False)
    published_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
