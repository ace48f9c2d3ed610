"""A survey: whose it is, when it is open, who may answer, when results are shown."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from core.fields import EncryptedTextField
from core.localized import LocalizedMixin, localized_fields
from moderation.models import Ground
from surveys.states import ResultsShown, SurveyState, Voters


class Survey(LocalizedMixin, models.Model):  # type: ignore[django-manager-missing]
    """One survey of a state body. Its phase follows the clock.

    ``version`` moves with every change of its questions, so that a form opened before is known;
    ``frozen_at`` is the first vote, after which no question changes. ``participants`` is how many
    answers are counted: it moves when the box is mixed, never with a single vote.
    ``secret_mark`` is the fingerprint of the survey's secret, which lies in a store of its own and
    is destroyed at closing (``secret_destroyed_at``). ``planned_closes_at`` is when it would have
    closed, had the agency not closed it early. ``concluded_at``: the page "what we did with it" is
    public. ``finished_at``: after closing all ballots were counted and the traces destroyed.
    ``legacy_id`` is its number on the former portal.
    """

    key = models.SlugField(_("key"), unique=True)
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="surveys"
    )
    locals().update(localized_fields("title", "title", max_length=250))
    locals().update(localized_fields("plan", "what we will do with it"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    planned_closes_at = models.DateTimeField(null=True, blank=True, editable=False)
    locals().update(localized_fields("close_reason", "why it is closed early", blank=True))
    conclusion_due_at = models.DateTimeField(
        _("“What we did with it” is promised by"), null=True, blank=True
    )
    concluded_at = models.DateTimeField(null=True, blank=True, editable=False)
    results_shown = models.CharField(
        _("results"), max_length=8, choices=ResultsShown.choices, default=ResultsShown.CLOSED
    )
    voters = models.CharField(
        _("who may answer"), max_length=8, choices=Voters.choices, default=Voters.PERSON
    )
    age_from = models.PositiveSmallIntegerField(_("from the age of"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("to the age of"), null=True, blank=True)
    asks_region = models.BooleanField(
        _("asks the region"),
        default=False,
        help_text=_("People say themselves where they live; nobody checks it."),
    )
    regions = models.JSONField(
        _("only these regions"),
        default=list,
        blank=True,
        help_text=_("Codes of regions; empty: the whole country."),
    )
    may_change = models.BooleanField(
        _("an answer may be changed until closing"),
        default=False,
        help_text=_("With the receipt only: we can't find anybody's answers without it."),
    )
    state = models.CharField(
        max_length=6, choices=SurveyState.choices, default=SurveyState.DRAFT, editable=False
    )
    return_ground = models.ForeignKey(
        Ground, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    return_note = EncryptedTextField(null=True)
    copied_from = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    participants = models.PositiveIntegerField(default=0, editable=False)
    secret_mark = models.CharField(max_length=64, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    secret_destroyed_at = models.DateTimeField(null=True, blank=True, editable=False)
    legacy_id = models.PositiveIntegerField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["-opens_at"]
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="survey_closes_after_opening"
            ),
            models.CheckConstraint(condition=~Q(plan_kk=""), name="survey_has_plan"),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True)
                | Q(age_to__isnull=True)
                | Q(age_to__gte=F("age_from")),
                name="survey_ages_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(voters="anybody") | Q(age_from__isnull=True, age_to__isnull=True),
                name="survey_of_anybody_knows_no_age",
            ),
            models.CheckConstraint(
                condition=~Q(voters="anybody") | Q(may_change=False),
                name="survey_of_anybody_unchanged",
            ),
            models.CheckConstraint(
                condition=Q(planned_closes_at__isnull=True)
                | (Q(planned_closes_at__gt=F("closes_at")) & ~Q(close_reason_kk="")),
                name="survey_closed_early_says_why",
            ),
            models.CheckConstraint(
                condition=Q(conclusion_due_at__isnull=True)
                | Q(conclusion_due_at__gte=F("closes_at")),
                name="survey_conclusion_after_closing",
            ),
            models.CheckConstraint(
                condition=Q(secret_destroyed_at__isnull=True) | ~Q(secret_mark=""),
                name="survey_destroyed_had_secret",
            ),
        ]
        indexes = [models.Index(fields=["agency", "-opens_at"], name="survey_by_agency")]

    def __str__(self) -> str:
        return self.localized("title")
