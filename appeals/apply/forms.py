"""The forms of the steps. They check; the draft keeps what was typed, right or wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from agencies.models import Agency, Office, Topic
from appeals.models import AppealFormPage
from appeals.states import Kind, NameShown
from core.localized import LANGUAGE_CHOICES
from signing.steps.fields import CleanCharField, extra_fields

SUBJECT_LENGTH = 200
TEXT_LENGTH = 10_000
TEXT_SHORTEST = 20
PLACE_LENGTH = 200

YES_NO = [("yes", _("Yes, publish it")), ("no", _("No, answer only me"))]


class QuestionForm(forms.Form):
    """What the application says."""

    kind = forms.ChoiceField(
        label=_("What are you writing?"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        initial=Kind.APPLICATION,
        error_messages={"required": _("Choose what you are writing.")},
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.none(),
        to_field_name="key",
        empty_label=_("Choose a topic"),
        error_messages={
            "required": _("Choose a topic."),
            "invalid_choice": _("Choose a topic from the list."),
        },
    )
    subject = CleanCharField(
        label=_("Subject in one line"),
        max_length=SUBJECT_LENGTH,
        help_text=_("For example: no street light at the school."),
        error_messages={
            "required": _("Write the subject in one line."),
            "max_length": _("The subject may have at most %(limit_value)d characters."),
        },
    )
    text = CleanCharField(
        label=_("Your text"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Say what happened, where and when, and what you ask for."),
        error_messages={
            "required": _("Write your text."),
            "max_length": ngettext_lazy(
                "The text may have at most %(limit_value)d character.",
                "The text may have at most %(limit_value)d characters.",
                "limit_value",
            ),
        },
    )
    place = CleanCharField(
        label=_("Place"),
        required=False,
        max_length=PLACE_LENGTH,
        help_text=_("Town or village and street, if it is about a place."),
        error_messages={"max_length": _("At most %(limit_value)d characters.")},
    )

    def __init__(self, *args: Any, page: AppealFormPage, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Topic.objects.filter(is_active=True)
        self.extra_labels: dict[str, str] = {}
        for name, field, label in extra_fields(rows_for(page, office.agency)):
            self.fields[name] = field
            self.extra_labels[name] = label

    def clean_text(self) -> str:
        """A text too short to be understood asks for a little more."""
        text: str = self.cleaned_data["text"]
        if len(text) < TEXT_SHORTEST:
            raise forms.ValidationError(_("Write a little more, so that you are understood."))
        return text


class DetailsForm(forms.Form):
    """How the answer comes and what the public may see."""

    answer_language = forms.ChoiceField(
        label=_("Language of the answer"),
        choices=LANGUAGE_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the language of the answer.")},
    )
    publish = forms.ChoiceField(
        label=_("May your text and the answer be published?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=_("A moderator reads it first. You get the answer either way."),
        error_messages={"required": _("Choose whether it may be published.")},
    )
    name_shown = forms.ChoiceField(
        label=_("How should your name show?"),
        choices=NameShown.choices,
        widget=forms.RadioSelect,
        initial=NameShown.INITIALS,
        help_text=_("Only if it is published. The agency always sees who wrote."),
        error_messages={"required": _("Choose how your name should show.")},
    )


def rows_for(page: AppealFormPage, agency: Agency) -> list[Any]:
    """Fields the editors added for everybody or for this agency."""
    return [row for row in page.form_fields.all() if row.agency_id in (None, agency.pk)]
