"""Events, anchors, counters and numbers. Events and anchors are only ever added."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledger.writing import event_append, events_chain


class EventQuerySet(models.QuerySet["Event"]):
    """Many events at once go into their chains too."""

    def bulk_create(  # type: ignore[override]
        self, objs: Iterable["Event"], *args: Any, **kwargs: Any
    ) -> list["Event"]:
        """Chain, then write. For loaders that hold their objects: a parallel writer to one of
        these objects makes it an ``IntegrityError``."""
        written: list[Any] = super().bulk_create(events_chain(objs), *args, **kwargs)
        return written


class Event(models.Model):
    """That somebody did one verb to one thing. Audit and outbox in one; holds no personal text.

    Events of one object form a chain: ``sequence`` counts them, ``chained`` is the hash over the
    one before (``ledger.chain``). The database refuses UPDATE and DELETE.
    """

    verb = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=60)
    target_id = models.CharField(max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        # event_actor serves look-ups of the key as well.
        db_index=False,
    )
    agency_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    sequence = models.PositiveIntegerField(editable=False)
    chained = models.CharField(max_length=64, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            # The index of the object's events as well.
            models.UniqueConstraint(
                fields=["target_kind", "target_id", "sequence"], name="event_one_at_each_place"
            ),
            models.CheckConstraint(condition=Q(sequence__gt=0), name="event_counts_from_one"),
        ]
        # What the audit's pages search by, newest first.
        indexes = [
            models.Index(fields=["at", "id"], name="event_at"),
            models.Index(fields=["verb", "at", "id"], name="event_verb"),
            models.Index(fields=["target_kind", "at", "id"], name="event_kind"),
            models.Index(fields=["actor", "at", "id"], name="event_actor"),
            models.Index(fields=["agency_id", "at", "id"], name="event_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_kind}:{self.target_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add to the end of its object's chain; never change."""
        if not self._state.adding:
            raise TypeError("events are only ever added")
        event_append(self)


class EventAnchor(models.Model):
    """From time to time all events since the anchor before are summed up (``ledger.anchors``).

    ``blocks``: for each run of rows its last id, how many and their hash, so that a difference is
    found within a run. ``seal`` is a keyed hash: the database alone can't make an anchor.
    """

    number = models.PositiveIntegerField(unique=True)
    version = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()
    last_event = models.BigIntegerField()
    count = models.PositiveIntegerField()
    total = models.PositiveBigIntegerField()
    blocks = models.JSONField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    seal = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("anchor of events")
        verbose_name_plural = _("anchors of events")
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gt=0, count__gt=0), name="event_anchor_not_empty"
            )
        ]

    def __str__(self) -> str:
        return f"anchor {self.number}"


class Counter(models.Model):
    """A figure kept beside the rows it counts; a command recounts and proves equality."""

    name = models.CharField(max_length=80, unique=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


class NumberSeries(models.Model):
    """The last number given in a series (a year's applications): gap-free, one row locked last."""

    name = models.CharField(max_length=40, unique=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "number series"


class ScheduledJob(models.Model):
    """When a kind of timed work is due, and who does it now (``ledger.schedule``).

    ``last_error`` is the name of what the last run raised, never its text.
    """

    name = models.CharField(max_length=60, unique=True)
    next_at = models.DateTimeField()
    leased_by = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(leased_by__isnull=True, leased_until__isnull=True)
                | Q(leased_by__isnull=False, leased_until__isnull=False),
                name="scheduled_lease_is_whole",
            )
        ]

    def __str__(self) -> str:
        return self.name
