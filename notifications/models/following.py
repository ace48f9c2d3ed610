"""What people follow, and facts on their way to those who follow."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.crypto import keyed_hash
from core.fields import EncryptedTextField


class Followed(models.TextChoices):
    """What may be followed. ``key`` of each: see ``Subscription``."""

    SURVEY = "survey", _("a survey")
    SURVEYS = "surveys", _("all surveys")
    CONFERENCE = "conference", _("an internet conference")
    CONFERENCES = "conferences", _("all internet conferences")
    OFFICE = "office", _("an executive's blog")
    AGENCY = "agency", _("an agency")
    TOPIC = "topic", _("a topic")
    SEARCH = "search", _("a search")


class Pace(models.TextChoices):
    """How often a person is told."""

    ONCE = "once", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")


class Subscription(models.Model):
    """Somebody follows something.

    ``key`` is the key of the survey, conference, office, agency or topic, empty for "all". What
    somebody looks for is theirs alone: of a search it is a keyed hash (``search_mark``), and its
    words lie encrypted in ``words``. ``seen_at``: up to when a search has been told of.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions"
    )
    kind = models.CharField(max_length=11, choices=Followed.choices)
    key = models.CharField(max_length=200, blank=True)
    words = EncryptedTextField(null=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    pace = models.CharField(max_length=6, choices=Pace.choices, default=Pace.ONCE)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="subscription_once"),
            models.CheckConstraint(
                condition=models.Q(kind=Followed.SEARCH, words__isnull=False)
                | (~models.Q(kind=Followed.SEARCH) & models.Q(words__isnull=True)),
                name="subscription_words_of_search",
            ),
        ]
        indexes = [models.Index(fields=["kind", "key", "id"], name="subscription_by_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def said(self) -> str:
        """What its owner reads of it: the words of a search, else the key."""
        return str(self.words) if self.kind == Followed.SEARCH else self.key


def search_mark(user_id: uuid.UUID | str, words: str) -> str:
    """The key of a followed search: another one for each person, so that nobody sees who looks for
    the same."""
    return keyed_hash("notices.search", f"{user_id}/{words}")


class Announcement(models.Model):
    """A fact for everybody who follows one of ``things`` (``[[kind, key], ...]``).

    Written with the fact; a worker writes the notices in batches. ``reached`` is the last
    subscription it wrote to, so that after a crash it goes on there.
    """

    event = models.OneToOneField("ledger.Event", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    things = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    reached = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(done_at__isnull=True),
                name="announcement_open",
            )
        ]

    def __str__(self) -> str:
        return self.kind
