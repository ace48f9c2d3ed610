"""What editors may set within. No published text gives these figures: they are our defaults."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyRules(models.Model):
    """One row, changed in the CMS."""

    open_days = models.PositiveSmallIntegerField(
        _("open for at least, days"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Our default: no published rule is known."),
    )
    conclusion_working_days = models.PositiveSmallIntegerField(
        _("“What we did with it” within, working days"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(250)],
        help_text=_("Our default: no published rule is known."),
    )
    anonymous_per_hour = models.PositiveSmallIntegerField(
        _("answers without signing in, from one address an hour"),
        default=20,
        validators=[MinValueValidator(1)],
        help_text=_("Our default. Many people may share one address."),
    )

    class Meta:
        verbose_name = _("rules of surveys")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="survey_rules_one_row"),
            models.CheckConstraint(
                condition=models.Q(open_days__gte=1)
                & models.Q(conclusion_working_days__gte=1)
                & models.Q(anonymous_per_hour__gte=1),
                name="survey_rules_positive",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
