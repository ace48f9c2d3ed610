"""Templates of answers: general words with gaps, for all agencies or for one."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Topic
from appeals.gaps import unknown_gaps


class AnswerTemplate(models.Model):
    """Words to begin an answer with. ``{{number}}`` and the like are filled by the portal, gaps
    such as ``{{?what was done}}`` by whoever writes. Without an agency it is offered to all."""

    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answer_templates",
        verbose_name=_("agency"),
    )
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("topic"),
        help_text=_("Empty: for every topic."),
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(
        _("text"),
        max_length=10_000,
        help_text=_(
            "The portal fills {{number}}, {{subject}}, {{registered_on}}, {{due_on}}, {{agency}}, "
            "{{office}} and {{author}}. Write {{?what to fill in}} where a colleague has to write."
        ),
    )
    is_active = models.BooleanField(_("offered at the desk"), default=True)

    class Meta:
        ordering = ["language", "title", "id"]
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")
        indexes = [models.Index(fields=["agency", "language"], name="answer_template_desk")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Unix line ends, as texts have everywhere."""
        self.body = self.body.replace("\r\n", "\n")
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """A gap that the portal can't fill is named to whoever writes the template."""
        super().clean()
        unknown = unknown_gaps(self.body)
        if unknown:
            raise ValidationError(
                {
                    "body": _("The portal doesn't know these gaps: %(gaps)s.")
                    % {"gaps": ", ".join(unknown)}
                }
            )
