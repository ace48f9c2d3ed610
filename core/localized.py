"""Text kept in three columns, read in the reader's language."""

from django.db import models
from django.utils.translation import get_language

ORDER = ("kk", "ru", "en")
LANGUAGE_CHOICES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]


def localized(obj: object, name: str, language: str | None = None) -> str:
    """The text of ``name`` in the language, else in the first language that has it."""
    wanted = (language or get_language() or ORDER[0])[:2]
    for code in (wanted, *ORDER):
        text = getattr(obj, f"{name}_{code}", "")
        if text:
            return str(text)
    return ""


class LocalizedMixin:
    """Gives a model ``localized("name")``."""

    def localized(self, name: str, language: str | None = None) -> str:
        """See :func:`localized`."""
        return localized(self, name, language)


def localized_fields(name: str, verbose: str, *, max_length: int = 0, blank: bool = False) -> dict:
    """Three columns for one text: Kazakh is required unless ``blank``, the others may wait."""
    fields: dict[str, models.Field] = {}
    for code in ORDER:
        options = {"verbose_name": f"{verbose} ({code})", "blank": blank or code != "kk"}
        fields[f"{name}_{code}"] = (
            models.CharField(max_length=max_length, **options)
            if max_length
            else models.TextField(**options)
        )
    return fields
