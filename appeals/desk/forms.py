"""Forms of the desk."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from agencies.selectors import sort_field
from appeals.desk.selectors import Colleague
from appeals.services.noting import NOTE_LENGTH
from core.text import clean_text

ANSWER_LENGTH = 20_000
REASON_LENGTH = 1000
DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]


def words_field(
    label: str | Promise,
    *,
    error: str | Promise = "",
    help_text: str | Promise = "",
    rows: int = 3,
    most: int = REASON_LENGTH,
    required: bool = True,
) -> forms.CharField:
    """A few lines that somebody types; ``error`` says what is missing."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        error_messages={"required": error} if error else None,
    )


def day_field(label: str | Promise, *, required: bool = True, **said: Any) -> forms.DateField:
    """A day, chosen from the browser's own calendar or typed."""
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **said,
    )


def other_agencies(holder_id: int | None) -> Any:
    """Bodies that exist, but the one that holds the case."""
    rows = Agency.objects.filter(is_active=True).order_by(sort_field())
    return rows if holder_id is None else rows.exclude(pk=holder_id)


class PrepareForm(forms.Form):
    """An answer; the private part is read by the author only.

    ``seen`` is the revision the page was made from.
    """

    body = words_field(
        _("Answer"),
        rows=14,
        most=ANSWER_LENGTH,
        help_text=_(
            "It is published under the name of the office if the application is public. Name the "
            "facts, the law and the right to complain. Leave out names and numbers of people."
        ),
        error=_("Write the answer."),
    )
    private = words_field(
        _("Only for the author"),
        rows=4,
        most=ANSWER_LENGTH,
        required=False,
        help_text=_("Never published: names, contacts, personal figures."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0, required=False)

    def clean_seen(self) -> int:
        """Nothing sent means that nothing was there."""
        return self.cleaned_data["seen"] or 0


class AgencyForm(forms.Form):
    """Another body and the reason why it is competent."""

    to_agency = forms.ModelChoiceField(
        label=_("Competent body"),
        queryset=Agency.objects.none(),
        empty_label=_("Choose a body"),
        error_messages={"required": _("Choose the competent body.")},
    )
    reason = words_field(
        _("Why this body"),
        help_text=_("The author reads this at once."),
        error=_("Say why the other body is competent."),
    )

    def __init__(self, *args: Any, holder_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_agency"].queryset = other_agencies(holder_id)


class RedirectForm(AgencyForm):
    """Hand-over of the whole to the competent body."""

    back_reason = words_field(
        _("If it goes back to a body that had it: why once more"), rows=2, required=False
    )


class SplitForm(AgencyForm):
    """A part of it for another body."""

    text = words_field(
        _("Words for the other body"),
        rows=5,
        most=ANSWER_LENGTH,
        help_text=_("Copy them from the application as they are, paragraph by paragraph."),
        error=_("Copy the words that the other body should answer."),
    )
    is_joint = forms.BooleanField(
        label=_("They answer to us, and we write one answer for all"), required=False
    )
    field_order = ["text", "to_agency", "reason", "is_joint"]


class SettleForm(AgencyForm):
    """The operator names the competent body, which may be the one that holds the case."""


class ReturnForm(forms.Form):
    """Sending an offered application back."""

    reason = words_field(_("Why you send it back"), error=_("Say why you send it back."))


class WordForm(forms.Form):
    """A word of the head or of a colleague about a draft."""

    word = words_field(
        _("What is wrong with it"),
        help_text=_("Colleagues read it, the author does not."),
        error=_("Say what is wrong with it."),
    )


class BodyForm(forms.Form):
    """What the body of a joint part writes to the body that leads."""

    body = words_field(
        _("What you know"),
        rows=8,
        most=ANSWER_LENGTH,
        help_text=_("The body that leads reads it and writes the one answer."),
        error=_("Write it in full sentences."),
    )


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = words_field(
        _("Note for colleagues"),
        most=NOTE_LENGTH,
        help_text=_("Your agency only; the author never reads it."),
        error=_("Write the note."),
    )


class AssignForm(forms.Form):
    """A colleague and, if wanted, a day within the agency."""

    executor = forms.ChoiceField(
        label=_("Colleague"), error_messages={"required": _("Choose a colleague.")}
    )
    inner_due_on = day_field(_("Until, within the agency"), required=False)

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["executor"].choices = [
            ("", _("Choose a colleague")),
            *((str(one.id), one.name) for one in people),
        ]
        self.fields["inner_due_on"].widget.attrs["min"] = timezone.localdate().isoformat()

    def values(self) -> dict[str, Any]:
        """What the services take."""
        said = self.cleaned_data
        executor = User.objects.get(pk=UUID(said["executor"]))
        return {"executor": executor, "inner_due_on": said["inner_due_on"]}


class ReasonForm(forms.Form):
    """A reason that the author reads."""

    reason = words_field(
        _("Reason"), help_text=_("The author reads this."), error=_("Give the reason.")
    )

    def clean_reason(self) -> str:
        """Invisible signs are no reason."""
        return clean_text(self.cleaned_data["reason"])


class ExtendForm(ReasonForm):
    """A later day for the answer."""

    new_due_on = day_field(_("New day"), error_messages={"required": _("Choose the new day.")})
    field_order = ["new_due_on", "reason"]

    def __init__(self, *args: Any, latest: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if latest:
            self.fields["new_due_on"].widget.attrs["max"] = latest.isoformat()


class GroundForm(forms.Form):
    """A ground from the list, in the reader's language."""

    ground = forms.ChoiceField(
        label=_("Ground"), error_messages={"required": _("Choose the ground.")}
    )

    def __init__(self, *args: Any, grounds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [("", _("Choose a ground")), *grounds]


class SupplementForm(GroundForm):
    """What the author is asked for."""

    reason = words_field(
        _("What is missing"),
        help_text=_("The author reads this and answers on the application's page."),
        error=_("Say what the author should add."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].required = False
        self.fields["ground"].choices[0] = ("", _("no ground, just a question"))


class StopForm(GroundForm):
    """Why consideration stops."""

    note = words_field(
        _("Why it is so"),
        help_text=_("The author reads it with the ground and with the right to complain."),
        error=_("Say why it is so."),
    )


class KindForm(ReasonForm):
    """Another kind than the author named."""

    kind = forms.ChoiceField(label=_("Kind"), error_messages={"required": _("Choose the kind.")})
    field_order = ["kind", "reason"]

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose the kind")), *kinds]
