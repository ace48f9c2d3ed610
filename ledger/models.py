"""Events, counters and numbers. Events are only ever added."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """That somebody did one verb to one thing. Audit and outbox in one; holds no personal text."""

    verb = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=60)
    target_id = models.CharField(max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    agency_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["target_kind", "target_id", "id"], name="event_target"),
            models.Index(fields=["agency_id", "id"], name="event_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_kind}:{self.target_id}"


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
