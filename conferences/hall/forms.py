"""The forms of whoever answers: an answer, another wording of it, taking it back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conferences.hall.marks import time_mark_read
from conferences.models import Conference
from conferences.projections.recording import clock
from conferences.services.answering import LONGEST, Fault
from core.errors import Refused


class AnswerForm(forms.Form):
    """The words, where the recording has them, and that what screening found is right.

    ``seen`` is what the writer saw under the question.
    """

    body = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Everybody reads it at once. Write to the person who asked."),
        error_messages={"required": _("Write the answer.")},
    )
    time_mark = forms.CharField(
        label=_("Time in the recording"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("When the answer begins, for example 5:30 or 1:02:03."),
    )
    send_anyway = forms.BooleanField(label=_("Send all the same"), required=False)
    seen = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, asks: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not asks:
            self.fields["send_anyway"].widget = forms.HiddenInput()

    def ask_anyway(self) -> None:
        """Show the tick: something was found in these very words."""
        self.fields["send_anyway"].widget = forms.CheckboxInput()

    def clean_time_mark(self) -> int | None:
        """In seconds."""
        try:
            return time_mark_read(self.cleaned_data["time_mark"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.message)) from None


class SpokenForm(AnswerForm):
    """The same for clerks, who say whose answer it is."""

    speaker_id = forms.TypedChoiceField(
        label=_("Who answers"), required=False, coerce=int, empty_value=None
    )
    field_order = ["speaker_id", "body", "time_mark", "send_anyway"]

    def __init__(self, data: Any = None, *, conference: Conference, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        takes_part = conference.speakers.filter(left_at=None)
        self.fields["speaker_id"].choices = [  # type: ignore[attr-defined]
            ("", conference.agency.localized("name")),
            *((str(row.pk), row.localized("person")) for row in takes_part),
        ]


class TakeBackForm(forms.Form):
    """Why an answer is taken back."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[("", _("Choose")), *(row for row in Fault.choices if row[0] != Fault.CORRECTED)],
        error_messages={"required": _("Choose why the answer is taken back.")},
    )


def mark_written(seconds: int | None) -> str:
    """A time mark as one types it."""
    return clock(seconds)
