"""The forms of a decision: on the item's page, in Wagtail's own dialogs, and of a route."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm

from core.errors import Refused
from core.text import clean_text
from moderation.models import Ground, ModeratedText, ObjectionOutcome, Verdict
from moderation.selectors import cut_grounds, kind_choices
from moderation.wording import Wording, from_marked, to_marked

APPROVE, REFUSE, LOOK = "approve", "refuse", "look"
# Which field a service's refusal belongs to.
FIELD_OF = {
    "blank": "body",
    "too_long": "subject",
    "cut_range": "body",
    "cut_ground": "body",
    "ground": "ground",
    "file": "release",
}


class RefusalForm(forms.Form):
    """A ground from the list and a few words for the author."""

    ground = forms.ModelChoiceField(
        label=_("Ground"),
        queryset=Ground.objects.for_refusals(),
        to_field_name="code",
        empty_label=_("Choose a ground"),
        error_messages={"required": _("Choose why this may not be published.")},
    )
    note = forms.CharField(
        label=_("Note for the author"),
        help_text=_("The author reads it together with the ground. You may leave it empty."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(RefusalForm):
    """Everything a moderator may say about one text; ``decision`` is the button pressed.

    ``look`` decides nothing: it shows the differences of what is typed.
    """

    subject = forms.CharField(label=_("Subject"), required=False, max_length=250)
    body = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 14})
    )
    release = forms.MultipleChoiceField(
        label=_("Files to publish"), required=False, widget=forms.CheckboxSelectMultiple
    )
    decision = forms.ChoiceField(
        choices=[(name, name) for name in (APPROVE, REFUSE, LOOK)], widget=forms.HiddenInput
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, item: ModeratedText, files: list[dict[str, Any]]
    ) -> None:
        wording = Wording(item.subject, item.body, item.cuts)
        chosen = [file["id"] for file in item.files if file["release"]]
        initial = {
            "subject": item.subject,
            "body": to_marked(wording),
            "release": chosen,
            "seen": wording.fingerprint,
        }
        super().__init__(data, initial=initial)
        self.item = item
        self.is_refusal = self.data.get("decision") == REFUSE
        self.fields["ground"].required = self.is_refusal
        self.fields["release"].choices = [(file["id"], file["name"]) for file in files]
        for name in ("subject", "body"):
            self.fields[name].widget.attrs["lang"] = item.language
        self.fields["subject"].disabled = not item.subject

    def clean_body(self) -> str:
        """Every ``[[code]]`` must be a ground in use; a refusal doesn't look at the text."""
        body = clean_text(self.cleaned_data["body"])
        if self.is_refusal:
            return body
        known = {ground.code for ground in cut_grounds()}
        unknown = [code for code in from_marked("", body).grounds if code not in known]
        if unknown:
            raise forms.ValidationError(
                _(
                    "Unknown ground: %(codes)s. Use a code from the list. If the brackets belong "
                    "to the text, write [[=word]]."
                )
                % {"codes": ", ".join(f"[[{code}]]" for code in unknown)}
            )
        if not from_marked("", body).has_words:
            raise forms.ValidationError(
                _("Nothing is left to publish. Refuse publication instead.")
            )
        return body

    def clean_subject(self) -> str:
        """A text that has a subject keeps one."""
        subject = clean_text(self.cleaned_data["subject"])
        if self.item.subject and not subject and not self.is_refusal:
            raise forms.ValidationError(_("Write a subject."))
        return subject

    @property
    def wording(self) -> Wording:
        """What the moderator wants to publish."""
        return from_marked(self.cleaned_data["subject"], self.cleaned_data["body"])

    @property
    def typed(self) -> Wording:
        """What stands in the fields, right or wrong."""
        subject, body = (clean_text(self[name].value() or "") for name in ("subject", "body"))
        return from_marked(subject, body)

    def refuse(self, refusal: Refused) -> None:
        """Show a service's refusal where it belongs."""
        field = FIELD_OF.get(refusal.code)
        self.add_error(field if field in self.fields else None, str(refusal.message))


class ObjectionForm(forms.Form):
    """How a moderator judges an objection."""

    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (ObjectionOutcome.UPHELD, _("The decision stands")),
            (ObjectionOutcome.OVERTURNED, _("The author is right: decide on the text anew")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you decide.")},
    )
    note = forms.CharField(
        label=_("Note for the author"),
        help_text=_("Say in plain words why. Needed when the decision stands."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReadingForm(forms.Form):
    """What a second reader would have decided."""

    verdict = forms.ChoiceField(
        label=_("What would you decide?"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you would decide.")},
    )
    ground = forms.ModelChoiceField(
        label=_("Ground"),
        help_text=_("Only if you would refuse publication."),
        queryset=Ground.objects.for_refusals(),
        to_field_name="code",
        required=False,
        empty_label=_("No ground"),
    )

    def clean(self) -> dict[str, Any]:
        """A refusal names its ground."""
        data = super().clean() or {}
        if data.get("verdict") == Verdict.REFUSED and not data.get("ground"):
            self.add_error("ground", _("Choose why this may not be published."))
        return data


class RouteForm(WagtailAdminModelForm):
    """A route: the kind is chosen from the registered ones."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, str | Promise]] = [("", _("Choose a kind")), *kind_choices()]
        known = {kind for kind, _label in choices}
        if self.instance.kind and self.instance.kind not in known:
            choices.append((self.instance.kind, self.instance.kind))
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of text"), choices=choices)
        self.fields["workflow"].queryset = self.fields["workflow"].queryset.filter(active=True)
