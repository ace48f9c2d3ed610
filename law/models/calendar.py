"""The days that break the rule of the week."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from law.states import Origin


class CalendarDay(models.Model):
    """One day that breaks the rule of the week: a holiday, or a day moved by decree.

    To undo a seeded day, turn it round here; a deleted one comes back with the next seed.
    """

    date = models.DateField(_("date"), unique=True)
    is_working = models.BooleanField(_("working day"), default=False)
    reason_kk = models.CharField(_("reason (Kazakh)"), max_length=200)
    reason_ru = models.CharField(_("reason (Russian)"), max_length=200)
    reason_en = models.CharField(_("reason (English)"), max_length=200)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_estimated = models.BooleanField(
        _("estimated"), default=False, help_text=_("The date is not yet announced.")
    )
    origin = models.CharField(
        _("entered by"),
        max_length=10,
        choices=Origin.choices,
        default=Origin.EDITOR,
        editable=False,
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["-date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="law_calendarday_origin_known"
            ),
        ]

    def __str__(self) -> str:
        return self.date.isoformat()
