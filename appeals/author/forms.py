"""The author's forms. The services check again; here it is said at the field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.services.wordings import REASON_LENGTH, TEXT_LENGTH
from appeals.states import Solved
from signing.steps.fields import CleanCharField


def _words(
    label: Any,
    *,
    missing: Any = "",
    longest: int = REASON_LENGTH,
    rows: int = 4,
    **said: Any,
) -> CleanCharField:
    return CleanCharField(
        label=label,
        max_length=longest,
        required=bool(missing),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": missing,
            "max_length": _("Write it in at most %(limit_value)d characters."),
        },
        **said,
    )


class AuthorForm(forms.Form):
    """``main`` is the field at which a refusal of the service is said."""

    main = ""


class SupplementForm(AuthorForm):
    """What the agency asked for."""

    main = "text"
    text = _words(
        _("Your answer"), missing=_("Write what you want to add."), longest=TEXT_LENGTH, rows=8
    )


class RateForm(AuthorForm):
    """Whether the answer solved the matter."""

    main = "value"
    value = forms.ChoiceField(
        label=_("Did the answer solve the matter?"),
        choices=Solved.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the four."),
            "invalid_choice": _("Choose one of the four."),
        },
    )
    comment = _words(
        _("In your own words"),
        help_text=_("The agency reads it, the public does not."),
    )


class ReviewForm(AuthorForm):
    """Why another person should look at it again."""

    main = "reason"
    reason = _words(
        _("What should be looked at again?"),
        missing=_("Write what should be looked at again."),
        help_text=_("Say what is missing or wrong in the answer."),
    )


class ObjectionForm(AuthorForm):
    """Why the moderator's decision is wrong."""

    main = "reason"
    reason = _words(
        _("Why do you disagree?"),
        missing=_("Write why you don't agree."),
    )
