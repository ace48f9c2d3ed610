"""Days, minutes and domains that operators may change in the CMS."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from core.text import clean_text


def _number(label: object, default: int, top: int, text: object = "") -> models.Field:
    return models.PositiveSmallIntegerField(
        label,
        default=default,
        help_text=text,
        validators=[MinValueValidator(1), MaxValueValidator(top)],
    )


@register_setting(icon="key", order=300)
class AccessRules(BaseGenericSetting):
    """How letters are judged, how often lists are confirmed, how long a second factor is fresh."""

    letter_days = _number(
        _("days a letter is good for"), 90, 3650, _("Counted from the date of the letter.")
    )
    mail_domains = models.TextField(
        _("mail domains of state bodies"),
        default="gov.kz",
        blank=True,
        help_text=_("One on a line. Whatever ends with it counts too: mdai.gov.kz of gov.kz."),
    )
    confirm_days = _number(_("days between confirmations of responsible persons"), 365, 3650)
    remind_days = _number(_("days before that, when the reminder begins"), 30, 365)
    grace_days = _number(_("days after that, when an unconfirmed role may be ended"), 30, 365)
    # Roles older than this rule have a whole period ahead of them: nobody is late on the first day.
    confirm_since = models.DateField(
        _("the period is counted from this day at the earliest"), default=timezone.localdate
    )
    factor_minutes = _number(_("minutes a code of the second factor is good for"), 15, 480)
    identity_views = _number(_("identities one employee may open in an hour"), 30, 1000)

    panels = [
        MultiFieldPanel(
            [FieldPanel("letter_days"), FieldPanel("mail_domains")], heading=_("Letters")
        ),
        MultiFieldPanel(
            [
                FieldPanel("confirm_days"),
                FieldPanel("remind_days"),
                FieldPanel("grace_days"),
                FieldPanel("confirm_since"),
            ],
            heading=_("Yearly confirmation"),
        ),
        MultiFieldPanel(
            [FieldPanel("factor_minutes"), FieldPanel("identity_views")],
            heading=_("Risky acts"),
        ),
    ]

    class Meta:
        verbose_name = _("rules of access")

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains of state bodies, in small letters and without a dot or @ in front."""
        words = clean_text(self.mail_domains).lower().split()
        return tuple(word.lstrip("@.") for word in words if word.strip("@."))
