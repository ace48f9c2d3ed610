"""The form. It checks; the draft keeps what was typed, right or wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from conferences.models import ConferencePage
from conferences.naming import public_name
from conferences.services.asking import LONGEST
from conferences.states import NameShown
from core.text import is_blank
from signing.steps.fields import CleanCharField, extra_fields


class QuestionForm(forms.Form):
    """One question, how the name shows, and whatever the editors ask for."""

    text = CleanCharField(
        label=_("Your question"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One question, in your own words, up to 2,000 characters. No telephone numbers or "
            "addresses of people: everybody will read it."
        ),
        error_messages={
            "required": _("Write your question."),
            "max_length": ngettext_lazy(
                "The question has %(show_value)d characters. The most is %(limit_value)d.",
                "The question has %(show_value)d characters. The most is %(limit_value)d.",
                "limit_value",
            ),
        },
    )
    name_shown = forms.ChoiceField(
        label=_("How should your name show?"),
        choices=NameShown.choices,
        widget=forms.RadioSelect,
        initial=NameShown.INITIALS,
        help_text=_("Everybody sees it beside your question. Those who answer see no more of you."),
        error_messages={
            "required": _("Choose how your name should show."),
            "invalid_choice": _("Choose how your name should show."),
        },
    )

    def __init__(self, *args: Any, page: ConferencePage, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_shown"].choices = [  # type: ignore[attr-defined]
            (value, named(user, value, label)) for value, label in NameShown.choices
        ]
        self.extra_labels: dict[str, str] = {}
        for name, field, label in extra_fields(page.form_fields.all()):
            self.fields[name] = field
            self.extra_labels[name] = label

    def clean_text(self) -> str:
        """Signs that nobody can read are no question."""
        text: str = self.cleaned_data["text"]
        if is_blank(text):
            raise forms.ValidationError(_("Write your question."))
        return text

    def extra(self) -> dict[str, str]:
        """What else was said, by label."""
        from signing.steps.fields import spoken

        pairs = ((label, spoken(self, name)) for name, label in self.extra_labels.items())
        return {label: words for label, words in pairs if words}


class ObjectionForm(forms.Form):
    """Why the moderator's decision is wrong."""

    reason = CleanCharField(
        label=_("Why do you disagree?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write why you don't agree."),
            "max_length": _("Write it in at most %(limit_value)d characters."),
        },
    )


def named(user: User, value: str, label: Any) -> str:
    """A choice with the name as it would show."""
    shown = public_name(user, value)
    return f"{label}: {shown}" if shown else str(label)
