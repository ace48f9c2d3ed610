"""The stemmed index. Only public texts ever enter it."""

from django.db import models
from django.db.models import Q


class SearchEntry(models.Model):
    """One public text in one language.

    ``stems`` holds the stemmed words; the database keeps a tsvector index (PostgreSQL) or an
    FTS5 table (SQLite) over it (migration 0002).
    """

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=300)
    excerpt = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=300)
    number = models.CharField(max_length=24, blank=True)
    agency_id = models.BigIntegerField(null=True)
    office_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    stems = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "language"], name="search_entry_once"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-at", "id"], name="search_newest"),
            models.Index(fields=["number"], condition=~Q(number=""), name="search_number"),
        ]
