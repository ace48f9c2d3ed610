"""Why some data can't be erased, in words that operators keep true."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.localized import LocalizedMixin, localized_fields


class ArchiveDuty(LocalizedMixin, models.Model):
    """The archive duty as people read it on "My data"; one row, changed in the CMS.

    ``version`` grows with each change, so that nobody overwrites what somebody else has just
    saved. ``is_confirmed`` says that a text in force was read and says so; until then operators
    see that the words are our default.
    """

    locals().update(localized_fields("text", "explanation"))
    source = models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("Law or order with number and date, as it is published."),
    )
    since = models.DateField(_("in force since"), null=True, blank=True)
    is_confirmed = models.BooleanField(
        _("confirmed by a text"),
        default=False,
        help_text=_("Tick it once somebody has read the text in force and it says so."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("archive duty")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="archive_duty_one_row"),
            models.CheckConstraint(
                condition=models.Q(is_confirmed=False) | ~models.Q(source=""),
                name="archive_duty_confirmed_names_source",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "ArchiveDuty":
        """The one row; an empty one before there is any."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
