"""The base of every page, and of pages that are one language's face of a neutral row."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page


class BasePage(Page):
    """Wagtail's page with our habits."""

    show_in_menus_default = False

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the page's language; everything else comes from the page's own selector."""
        context = super().get_context(request, *args, **kwargs)
        context["page_language"] = self.locale.language_code
        return context

    @classmethod
    def hidden_ids(cls) -> set[int]:
        """Live pages that the public may not read yet; every face of the portal leaves them out."""
        return set()


class FacePage(BasePage):
    """One language's face of a language-neutral row (office, agency, conference, survey).

    ``face_of`` names the foreign key. A row has one face a language; subclasses declare the
    unique constraint over it and ``face_language``, a copy of the locale's code that lives in
    their own table because a constraint can't reach Wagtail's.
    """

    face_of = ""
    face_language = models.CharField(max_length=2, editable=False, default="")

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Says at the field what the database would refuse."""
        super().clean()
        row_id = getattr(self, f"{self.face_of}_id")
        if row_id is None:
            return
        twins = type(self).objects.filter(
            **{f"{self.face_of}_id": row_id}, face_language=self.locale.language_code
        )
        if twins.exclude(pk=self.pk).exists():
            raise ValidationError({self.face_of: _("It has a page in this language already.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the copy of the locale's code true."""
        if self.locale_id:
            self.face_language = self.locale.language_code
        super().save(*args, **kwargs)
