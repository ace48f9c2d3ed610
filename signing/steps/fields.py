"""Fields of signed forms, also those that editors add: as typed, as kept, as spoken."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms

from wagtail.contrib.forms.forms import FormBuilder

from core.text import clean_text

EXTRA_PREFIX = "extra_"
# How a payload keeps fields that editors added: what was asked and what was answered.
ASKED, SAID = "asked_", "said_"


class CleanCharField(forms.CharField):
    """Text as a person wrote it, without invisible and direction-changing signs."""

    def to_python(self, value: Any) -> str:
        """Cleaned before the length is checked: nobody is blamed for what they can't see."""
        return clean_text(super().to_python(value) or "")


def extra_fields(rows: Iterable[Any]) -> list[tuple[str, forms.Field, str]]:
    """Fields the editors added: name, form field, label."""
    listed = list(rows)
    labels = {row.clean_name: row.label for row in listed}
    return [
        (f"{EXTRA_PREFIX}{name}", field, labels.get(name, name))
        for name, field in FormBuilder(listed).formfields.items()
    ]


def extra_entries(name: str, label: str, value: str) -> list[tuple[str, str]]:
    """How a payload keeps one field that editors added; ``name`` is Wagtail's ASCII name."""
    return [(f"{ASKED}{name}", str(label)), (f"{SAID}{name}", value)]


def extra_said(fields: dict[str, Any]) -> dict[str, str]:
    """Answers to the fields that editors added, by label, from a payload's fields."""
    names = [key.removeprefix(SAID) for key in fields if key.startswith(SAID)]
    return {str(fields[f"{ASKED}{name}"]): str(fields[f"{SAID}{name}"]) for name in names}


def extra_signed(form: Any) -> dict[str, str]:
    """What a valid form with ``extra_labels`` adds to the fields of its payload."""
    said = form.cleaned_data
    return {
        key: text
        for name, label in form.extra_labels.items()
        if said.get(name) not in (None, "", [])
        for key, text in extra_entries(name.removeprefix(EXTRA_PREFIX), label, plain(said[name]))
    }


def typed(form: forms.BaseForm, data: Any) -> dict[str, Any]:
    """What came in for the fields of a form, as typed; an unticked box sends nothing at all."""
    multiple = {name for name, field in form.fields.items() if _is_multiple(field)}
    return {
        name: data.getlist(name) if name in multiple else data.get(name, "") for name in form.fields
    }


def plain(value: Any) -> str:
    """A value in one line of text, the same in each language."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def spoken(form: Any, name: str) -> str:
    """A value in words: a choice by its label."""
    value = form.cleaned_data.get(name)
    choices = getattr(form.fields[name], "choices", None)
    if isinstance(value, str) and choices is not None:
        return str(dict(choices).get(value, value))
    return "" if value in (None, "") else plain(value)


def _is_multiple(field: Any) -> bool:
    return bool(getattr(field.widget, "allow_multiple_selected", False))
