"""The closed list of grounds on which consideration may stop."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.localized import LocalizedMixin
from law.states import FirstStep


class StopGround(LocalizedMixin, models.Model):
    """A listed ground to stop, and what must be tried before it is used.

    Notices, figures and stopped applications name the ``code``, so it never changes, and a ground
    is switched off, not deleted. The guide's own three stand first.
    """

    code = models.SlugField(
        _("code"),
        max_length=40,
        unique=True,
        help_text=_("A short word in Latin letters. It cannot be changed later."),
    )
    title_kk = models.CharField(_("title (Kazakh)"), max_length=200)
    title_ru = models.CharField(_("title (Russian)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    explanation_kk = models.TextField(_("explanation for the author (Kazakh)"), blank=True)
    explanation_ru = models.TextField(_("explanation for the author (Russian)"), blank=True)
    explanation_en = models.TextField(_("explanation for the author (English)"), blank=True)
    source_kk = models.CharField(_("law or rule (Kazakh)"), max_length=250)
    source_ru = models.CharField(_("law or rule (Russian)"), max_length=250)
    source_en = models.CharField(_("law or rule (English)"), max_length=250)
    confirmed = models.BooleanField(
        _("confirmed by the text of the law"),
        default=False,
        help_text=_("No means: our default until the text is checked."),
    )
    first_step = models.CharField(
        _("first step"),
        max_length=10,
        choices=FirstStep.choices,
        default=FirstStep.NONE,
        help_text=_("What must be tried before consideration may be stopped on this ground."),
    )
    is_guide = models.BooleanField(
        _("named in the guide"),
        default=False,
        editable=False,
        help_text=_("The guide, the notices and the figures use the same name."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("ground to stop")
        verbose_name_plural = _("grounds to stop")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_step__in=FirstStep.values), name="law_stopground_step_known"
            ),
        ]

    def __str__(self) -> str:
        return self.localized("title")

    def clean(self) -> None:
        super().clean()
        saved = StopGround.objects.filter(pk=self.pk).values_list("code", flat=True).first()
        if saved is not None and saved != self.code:
            raise ValidationError(
                {"code": _("The code is named in decisions and cannot be changed.")}
            )
