"""What may happen between registration and the end: extensions, supplements, stops, reviews."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appeals.models.appeal import Appeal
from appeals.states import Kind, Solved
from core.fields import EncryptedTextField

USER = settings.AUTH_USER_MODEL


class Extension(models.Model):
    """The head moved the due date. The author reads the reason; ``notice_by`` is the legal day
    to tell, and the portal tells at once."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="extensions")
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    reason = EncryptedTextField()
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    notice_by = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.CheckConstraint(
                condition=Q(new_due_on__gt=F("old_due_on")), name="extension_is_later"
            ),
        ]


class Supplement(models.Model):
    """The agency asked the author for more, or for a readable text; what came stands beside the
    original, which never changes.

    It waits while neither ``supplied_at`` nor ``resumed_at`` is set. ``lapsed``: nothing came by
    ``due_on``, and the agency then went on without it.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="supplements")
    ground = models.ForeignKey(
        "law.StopGround", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = EncryptedTextField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    text = EncryptedTextField(null=True)
    supplied_at = models.DateTimeField(null=True)
    resumed_at = models.DateTimeField(null=True)
    lapsed = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("supplement")
        verbose_name_plural = _("supplements")
        constraints = [
            models.UniqueConstraint(
                fields=["appeal"],
                condition=Q(supplied_at__isnull=True, resumed_at__isnull=True),
                name="supplement_one_open",
            ),
            models.CheckConstraint(
                condition=Q(supplied_at__isnull=True, text__isnull=True)
                | Q(supplied_at__isnull=False, text__isnull=False),
                name="supplement_dated",
            ),
            models.CheckConstraint(
                condition=Q(lapsed=False) | Q(supplied_at__isnull=True, resumed_at__isnull=False),
                name="supplement_lapsed_empty",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Neither given nor given up."""
        return self.supplied_at is None and self.resumed_at is None


class StopDecision(models.Model):
    """A named person stopped consideration on a listed ground, with a note for the author."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="stops")
    ground = models.ForeignKey("law.StopGround", on_delete=models.PROTECT, related_name="+")
    note = EncryptedTextField()
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("stopped consideration")
        verbose_name_plural = _("stopped considerations")


class KindChange(models.Model):
    """A registrar gave the application another kind than its author, with a reason."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="kind_changes")
    old_kind = models.CharField(max_length=12, choices=Kind.choices)
    new_kind = models.CharField(max_length=12, choices=Kind.choices)
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    reason = EncryptedTextField()
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("changed kind")
        verbose_name_plural = _("changed kinds")
        constraints = [
            models.CheckConstraint(
                condition=~Q(old_kind=F("new_kind")), name="kindchange_to_another"
            ),
            models.CheckConstraint(
                condition=Q(new_kind__in=Kind.values), name="kindchange_kind_known"
            ),
        ]


class Rating(models.Model):
    """Whether the answer solved the matter, as its author says, once."""

    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="rating")
    value = models.CharField(max_length=12, choices=Solved.choices)
    comment = EncryptedTextField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(condition=Q(value__in=Solved.values), name="rating_value_known"),
        ]


class Reopening(models.Model):
    """The one review that an author may ask for. ``by_rating``: the answer "no" asked for it."""

    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="reopening")
    reason = EncryptedTextField(null=True)
    by_rating = models.BooleanField(default=False)
    at = models.DateTimeField()
    due_on = models.DateField()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(by_rating=True) | Q(reason__isnull=False), name="reopening_has_reason"
            ),
        ]
