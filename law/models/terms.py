"""Terms of the law by version, and what we promise beside them."""

from datetime import time
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from law.promises import PROMISES
from law.states import Basis, Decider, Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Lazy

LONGEST_PROMISE = 365


def _promise(label: "Lazy", default: int, help_text: "Lazy") -> models.PositiveSmallIntegerField:
    """A number we promise, not one the law gives: from 1 to a year of days."""
    return models.PositiveSmallIntegerField(
        label,
        default=default,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_PROMISE)],
        help_text=help_text,
    )


def _promises_within_reason() -> Q:
    whole = Q()
    for name in PROMISES:
        whole &= Q(**{f"{name}__gte": 1, f"{name}__lte": LONGEST_PROMISE})
    return whole


class TermSet(ClusterableModel):
    """All terms of one wording of the law.

    An application is counted by the set in force on its legal day of registration and keeps that
    version. So a set in force is never changed: a newer set takes its place, also where only a
    promise of ours changes.
    """

    version = models.SlugField(
        _("version"),
        max_length=40,
        unique=True,
        help_text=_("A short name, for example appc-2021."),
    )
    valid_from = models.DateField(_("valid from"), unique=True)
    source = models.CharField(_("source"), max_length=300)
    note = models.TextField(_("note"), blank=True)
    # Open legal question (is the day of arrival day 0 or day 1?). Our default is 0: the term is
    # then never shorter than the law under either reading.
    arrival_day_counts = models.BooleanField(
        _("the day of registration is day 1"),
        default=False,
        help_text=_("Our default is no: day 1 is the day after registration."),
    )
    arrival_day_confirmed = models.BooleanField(
        _("the day is confirmed by the text of the law"), default=False
    )
    # The law says "after working hours"; 18:30 is what e-Otinish uses.
    cut_off = models.TimeField(
        _("end of working hours"),
        default=time(18, 30),
        help_text=_("What comes later is registered on the next working day."),
    )
    cut_off_confirmed = models.BooleanField(
        _("the hour is confirmed by the text of the law"), default=False
    )
    # Open legal question: no text we could read says whether a redirected application has a whole
    # term again. Our default is no, so that the citizen never waits longer because of it.
    redirect_restarts = models.BooleanField(
        _("a redirect starts the term anew"),
        default=False,
        help_text=_("Open legal question. Our default is no: one term from registration."),
    )
    redirect_restarts_confirmed = models.BooleanField(
        _("the restart is confirmed by the text of the law"), default=False
    )
    supplement_days = _promise(
        _("to supplement, working days"),
        5,
        _("Our default. The law says that a time is given, not how long."),
    )
    correction_days = _promise(
        _("to correct the text, working days"),
        3,
        _("Our default. For obscene or unreadable text, before consideration may be stopped."),
    )
    reopen_days = _promise(
        _("to reopen, calendar days"),
        30,
        _("Our default. How long after the answer the author may reopen once."),
    )
    review_days = _promise(
        _("review by another person, working days"),
        15,
        _("Our default. Counted from the author's word that the matter is not solved."),
    )
    moderation_days = _promise(
        _("moderation, working days"), 1, _("Our default. The term of the law never waits for it.")
    )
    objection_days = _promise(
        _("decision on an objection, working days"),
        3,
        _("Our default. Another moderator decides within this time."),
    )
    redirect_limit = _promise(
        _("hand-overs before the operator decides"),
        2,
        _("Our default. The law sets no number."),
    )
    stuck_days = _promise(
        _("stuck after, working days"),
        3,
        _("Our default. What does not move that long is shown to the operator."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("set of terms")
        verbose_name_plural = _("sets of terms")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=_promises_within_reason(), name="law_termset_promises_within_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def is_in_force(self) -> bool:
        """Whether applications may already be counted by this set."""
        saved = TermSet.objects.filter(pk=self.pk).values_list("valid_from", flat=True).first()
        return saved is not None and saved <= timezone.localdate()

    def clean(self) -> None:
        super().clean()
        if self.is_in_force:
            raise ValidationError(
                _("These terms are in force and cannot be changed. Add a new set instead.")
            )
        if self.valid_from:
            self._check_valid_from()

    def _check_valid_from(self) -> None:
        if self.valid_from <= timezone.localdate():
            raise ValidationError({"valid_from": _("A new set starts tomorrow or later.")})
        newest = TermSet.objects.exclude(pk=self.pk).order_by("-valid_from").first()
        if newest and self.valid_from <= newest.valid_from:
            raise ValidationError(
                {
                    "valid_from": _("A new set starts after all earlier ones: after %(day)s.")
                    % {"day": newest.valid_from.isoformat()}
                }
            )


class Term(models.Model):
    """How long an answer to one kind of text may take."""

    term_set = ParentalKey(TermSet, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    days = models.PositiveSmallIntegerField(_("days"))
    basis = models.CharField(_("counted in"), max_length=10, choices=Basis.choices)
    extension_days = models.PositiveSmallIntegerField(
        _("longest extension, days"), null=True, blank=True
    )
    extension_cap_months = models.PositiveSmallIntegerField(
        _("ceiling of the extended term, months"), null=True, blank=True
    )
    extension_decided_by = models.CharField(
        _("extension decided by"),
        max_length=20,
        choices=Decider.choices,
        default=Decider.HEAD_OR_DEPUTY,
        help_text=_(
            "Article 76(3) says the head or a deputy. For requests for information this is our "
            "default: an open legal question."
        ),
    )
    redirect_days = models.PositiveSmallIntegerField(
        _("redirect within, working days"), null=True, blank=True
    )
    notice_days = models.PositiveSmallIntegerField(
        _("notice of extension within, working days"), null=True, blank=True
    )
    source_kk = models.CharField(_("article (Kazakh)"), max_length=200)
    source_ru = models.CharField(_("article (Russian)"), max_length=200)
    source_en = models.CharField(_("article (English)"), max_length=200)
    confirmed = models.BooleanField(
        _("confirmed by the text of the law"),
        default=False,
        help_text=_("No means: our default until the text is checked."),
    )

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["term_set", "kind"], name="law_term_one_per_kind"),
            models.CheckConstraint(condition=Q(days__gte=1), name="law_term_days_positive"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="law_term_kind_known"),
            models.CheckConstraint(
                condition=Q(basis__in=Basis.values), name="law_term_basis_known"
            ),
            models.CheckConstraint(
                condition=Q(extension_decided_by__in=Decider.values),
                name="law_term_extension_decider_known",
            ),
            models.CheckConstraint(
                condition=Q(extension_days__isnull=True) | Q(extension_days__gte=1),
                name="law_term_extension_positive",
            ),
            models.CheckConstraint(
                condition=Q(extension_cap_months__isnull=True) | Q(extension_cap_months__gte=1),
                name="law_term_cap_positive",
            ),
            models.CheckConstraint(
                condition=Q(redirect_days__isnull=True) | Q(redirect_days__gte=1),
                name="law_term_redirect_positive",
            ),
            models.CheckConstraint(
                condition=Q(notice_days__isnull=True) | Q(notice_days__gte=1),
                name="law_term_notice_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.days} {self.get_basis_display()}"
