"""Forms of the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.selectors import sort_field

ANSWER_LENGTH = 20_000
REASON_LENGTH = 1000


class AnswerForm(forms.Form):
    """An answer; the private part is read by the author only."""

    body = forms.CharField(
        label=_("Answer"),
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "It is published under the name of the office if the application is public. Name the "
            "facts, the law and the right to complain. Leave out names and numbers of people."
        ),
        error_messages={"required": _("Write the answer.")},
    )
    private = forms.CharField(
        label=_("Only for the author"),
        required=False,
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Never published: names, contacts, personal figures."),
    )


class PrepareForm(AnswerForm):
    """An answer for the head to sign; ``seen`` is the revision the page was made from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0, required=False)

    def clean_seen(self) -> int:
        """Nothing sent means that nothing was there."""
        return self.cleaned_data["seen"] or 0


class RedirectForm(forms.Form):
    """Hand-over to the competent body."""

    to_agency = forms.ModelChoiceField(
        label=_("Competent body"),
        queryset=Agency.objects.none(),
        empty_label=_("Choose a body"),
        error_messages={"required": _("Choose the competent body.")},
    )
    reason = forms.CharField(
        label=_("Why this body"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The author reads this at once."),
        error_messages={"required": _("Say why the other body is competent.")},
    )

    def __init__(self, *args: Any, holder_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_agency"].queryset = (
            Agency.objects.filter(is_active=True).exclude(pk=holder_id).order_by(sort_field())
        )


class ReturnForm(forms.Form):
    """Sending an offered application back."""

    reason = forms.CharField(
        label=_("Why you send it back"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why you send it back.")},
    )
