"""Versions of the terms of agreement and who accepted them."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.localized import LocalizedMixin, localized_fields


class Terms(LocalizedMixin, models.Model):
    """One version of the terms of agreement. A published version never changes."""

    purpose = models.SlugField(default="appeal")
    version = models.PositiveIntegerField(_("version"))
    locals().update(localized_fields("title", "title", max_length=200))
    locals().update(localized_fields("body", "text (HTML)"))
    published_at = models.DateTimeField(_("in force from"), null=True, blank=True)

    FROZEN = _("These terms are in force and can't be changed. Make a new version.")

    class Meta:
        ordering = ["purpose", "-version"]
        verbose_name = _("terms of agreement")
        verbose_name_plural = _("terms of agreement")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="terms_version_once"),
            models.CheckConstraint(condition=Q(version__gt=0), name="terms_version_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.localized('title')} · {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses to change a version in force, as the database itself does."""
        self._refuse_in_force()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuses to delete a version in force."""
        self._refuse_in_force()
        return super().delete(*args, **kwargs)

    @property
    def is_in_force(self) -> bool:
        """Published: people may have accepted it."""
        return self.published_at is not None and self.published_at <= timezone.now()

    def clean(self) -> None:
        """Says the same to an editor before saving."""
        super().clean()
        if self._stored_in_force():
            raise ValidationError(self.FROZEN)

    def _refuse_in_force(self) -> None:
        if self._stored_in_force():
            raise Refused(self.FROZEN, code="terms_frozen")

    def _stored_in_force(self) -> bool:
        stored = Terms.objects.filter(pk=self.pk, published_at__lte=timezone.now())
        return self.pk is not None and stored.exists()


class TermsAcceptance(models.Model):
    """That a person accepted a version, and when."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acceptances"
    )
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "terms"], name="acceptance_once"),
        ]
