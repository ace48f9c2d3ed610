"""Forms about a prepared answer: agree, send back, files, deliver."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.services.checking import Missing
from appeals.services.preparing import WORD_LENGTH


class OverrideMixin(forms.Form):
    """A tick beside what the check finds missing; without it nothing leaves.

    Give ``missing`` (of ``answer_missing``) to hide the tick where nothing is missing.
    """

    override = forms.BooleanField(
        label=_("Send it all the same"),
        required=False,
        help_text=_("It is recorded with the answer who sent it so."),
    )

    def __init__(self, *args: Any, missing: list[Missing] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missing is not None and not missing:
            self.fields["override"].widget = forms.HiddenInput()


class SeenForm(forms.Form):
    """The revision of the draft that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0, required=False)

    def clean_seen(self) -> int:
        """Nothing sent means that nothing was there."""
        return self.cleaned_data["seen"] or 0


class DeliverForm(OverrideMixin, SeenForm):
    """Deliver the prepared answer of an agency that doesn't sign."""


class SendBackForm(forms.Form):
    """The draft goes back to whoever works on it."""

    word = forms.CharField(
        label=_("What has to be changed"),
        max_length=WORD_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Colleagues of your agency read this; the author doesn't."),
        error_messages={"required": _("Say what has to be changed.")},
    )


class AnswerFileForm(SeenForm):
    """A file to go along with the answer."""

    upload = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPG, PNG, WEBP, DOCX, XLSX, ODT or TXT, 10 MB at most."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    is_private = forms.BooleanField(
        label=_("Only for the author"),
        required=False,
        help_text=_("Otherwise it is published with the answer."),
    )
