"""What editors may set within: limits kept as data, because no published text gives them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

OUR_DEFAULT = _("Our default: no published rule is known.")
PLAYERS = "www.youtube-nocookie.com\nplayer.vimeo.com\nrutube.ru"


def _days(label: object, default: int, most: int = 365) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label,  # type: ignore[arg-type]
        default=default,
        validators=[MinValueValidator(0), MaxValueValidator(most)],
        help_text=OUR_DEFAULT,
    )


class ConferenceRules(models.Model):
    """One row for all conferences; without it the defaults hold.

    Days are working days by the law's calendar except ``archive_days``, which are calendar days.
    """

    lead_days = _days(_("announce ahead, working days at least"), 3)
    open_days_least = _days(_("open for questions, working days at least"), 1)
    open_days_most = _days(_("open for questions, working days at most"), 10)
    answer_days_most = _days(_("answers after closing, working days at most"), 5)
    summary_days_most = _days(_("summary after the answers, working days at most"), 5)
    archive_days = _days(_("to the archive after the summary, days"), 90, most=3650)
    questions_each = models.PositiveSmallIntegerField(
        _("questions from one person at most"),
        default=5,
        validators=[MinValueValidator(1)],
        help_text=OUR_DEFAULT,
    )
    comments_an_hour = models.PositiveSmallIntegerField(
        _("comments from one person an hour at most"),
        default=20,
        validators=[MinValueValidator(1)],
        help_text=OUR_DEFAULT,
    )
    player_hosts = models.TextField(
        _("players that a page may embed"),
        default=PLAYERS,
        blank=True,
        help_text=_("One host a line. A broadcast from elsewhere is shown as a link."),
    )

    class Meta:
        verbose_name = _("rules of conferences")
        verbose_name_plural = _("rules of conferences")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="conference_rules_one_row"),
            models.CheckConstraint(
                condition=Q(open_days_least__lte=F("open_days_most")),
                name="conference_rules_least_most",
            ),
            models.CheckConstraint(
                condition=Q(questions_each__gte=1, comments_an_hour__gte=1),
                name="conference_rules_positive",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "ConferenceRules":
        """The rules now. One query."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def players(self) -> tuple[str, ...]:
        """Hosts a player may come from, lower case."""
        return tuple(host.strip().lower() for host in self.player_hosts.split() if host.strip())
