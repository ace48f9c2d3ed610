"""The closed list of reasons."""

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.localized import LocalizedMixin, localized_fields


class GroundQuerySet(models.QuerySet["Ground"]):
    """Named sets of grounds."""

    def for_cuts(self) -> "GroundQuerySet":
        """Grounds in use on which words may be taken out."""
        return self.filter(is_active=True, for_cut=True)

    def for_refusals(self) -> "GroundQuerySet":
        """Grounds in use on which publication may be refused."""
        return self.filter(is_active=True, for_refusal=True)

    def with_uses(self) -> "GroundQuerySet":
        """Each with ``refused`` and ``corrected``: how many decisions named it."""
        return self.annotate(
            refused=Coalesce(_uses("refusals"), 0), corrected=Coalesce(_uses("corrections"), 0)
        )


def _uses(relation: str) -> Subquery:
    counted = Ground.objects.order_by().filter(pk=OuterRef("pk")).values("pk")
    return Subquery(counted.annotate(uses=Count(relation)).values("uses"))


class Ground(LocalizedMixin, models.Model):
    """A reason for refusing publication or for cutting words out, from an editable list.

    Public texts keep the ``code`` of their gaps' grounds, so a ground is switched off, not deleted.
    """

    code = models.SlugField(
        _("code"), unique=True, help_text=_("A short word; moderators type it in the text.")
    )
    locals().update(localized_fields("title", "title", max_length=200))
    locals().update(localized_fields("explanation", "explanation for the author", blank=True))
    source = models.CharField(_("law or rule"), max_length=250, blank=True)
    link = models.URLField(_("link to the law"), blank=True)
    is_public = models.BooleanField(_("shown to everybody"), default=True)
    for_refusal = models.BooleanField(_("may refuse publication"), default=True)
    for_cut = models.BooleanField(_("may take words out"), default=True)
    is_active = models.BooleanField(_("in use"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = GroundQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("ground")
        verbose_name_plural = _("grounds")

    def __str__(self) -> str:
        return self.localized("title")
