"""What the chief moderator may set on the desk. Data, not settings of the installation."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeskRules(models.Model):
    """One row for the whole desk; without it the defaults hold."""

    claim_minutes = models.PositiveSmallIntegerField(
        _("a text is free again after, minutes"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("Counted from the last sign of life of whoever has the text open."),
    )
    blind_percent = models.DecimalField(
        _("read again by a second moderator, percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(3),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("A random sample of decided texts. The second reading changes nothing."),
    )

    class Meta:
        verbose_name = _("rules of the moderators' desk")
        verbose_name_plural = _("rules of the moderators' desk")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="desk_rules_one_row"),
            models.CheckConstraint(
                condition=models.Q(claim_minutes__gte=1), name="desk_rules_claim_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(blind_percent__gte=0, blind_percent__lte=100),
                name="desk_rules_percent",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "DeskRules":
        """The rules now. One query."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
