"""The stemmed index. Only public texts ever enter it."""

from django.db import models
from django.db.models import Q

from search.fields import StemsField


class SearchEntry(models.Model):
    """One public text in one language.

    ``stems`` holds the stemmed words, title first; the database keeps a tsvector column with a
    GIN index (PostgreSQL) or an FTS5 table (SQLite) beside it (migration 0002). Ask with
    ``stems__matches``. ``url`` has no language prefix. ``at`` is the moment readers see, which may
    lie before or after ``entered_at``, when the text became public; empty: before we kept it.
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
    entered_at = models.DateTimeField(null=True)
    title_stems = models.TextField(blank=True)
    stems = StemsField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "language"], name="search_entry_once"
            ),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="search_newest"),
            models.Index(fields=["kind", "-at", "-id"], name="search_newest_kind"),
            models.Index(fields=["agency_id", "-at", "-id"], name="search_newest_agency"),
            models.Index(fields=["office_id", "-at", "-id"], name="search_newest_office"),
            models.Index(fields=["entered_at"], name="search_entered"),
            models.Index(fields=["number"], condition=~Q(number=""), name="search_number"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.language}"
