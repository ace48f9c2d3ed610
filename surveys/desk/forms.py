"""The form of a survey: what it is about, when it is open, who may answer, when results show."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.selectors import sort_field
from core.localized import LANGUAGE_CHOICES, ORDER
from core.text import clean_text
from surveys.limits import FIELDS, NEEDED
from surveys.models import Survey
from surveys.regions import Region
from surveys.seen import survey_mark
from surveys.services.closing import REASON_LENGTH
from surveys.states import ResultsShown, Voters

LANGUAGE_NAMES = dict(LANGUAGE_CHOICES)
MINUTE = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """Day and time to the minute, by the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(
            format=MINUTE, attrs={"type": "datetime-local", "min": "2000-01-01T00:00"}
        )
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        """A day of this century: others overflow somewhere on the way."""
        at: datetime | None = super().clean(value)
        if at is not None and not 2000 <= at.year < 2100:
            raise forms.ValidationError(_("Give a day of this century."))
        return at


class Cleaned(forms.Form):
    """Texts without what nobody sees."""

    def clean(self) -> dict[str, Any]:
        """Zero-width signs and the like go."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in said.items():
            if isinstance(value, str):
                said[name] = clean_text(value).strip()
        return said

    def group(self, *names: str) -> list[forms.BoundField]:
        """These fields, as far as the form has them."""
        return [self[name] for name in names if name in self.fields]

    def triple(self, name: str) -> list[forms.BoundField]:
        """A text in all languages, side by side."""
        return self.group(*(f"{name}_{code}" for code in ORDER))


class Overtaken(forms.Form):
    """``seen``: the fingerprint of what was stored when the editor began."""

    # Somebody else has saved since.
    is_overtaken = False
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def overtake(self, stored: str) -> None:
        """The next save is made knowing what the other one did."""
        self.is_overtaken = True
        data: Any = self.data.copy()
        data["seen"] = stored
        self.data = data


def value_said(field: forms.Field, value: Any) -> str:
    """A stored value in words, as the field would show it."""
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    choices = {str(key): str(said) for key, said in getattr(field, "choices", ())}
    values = value if isinstance(value, list) else [value]
    return ", ".join(choices.get(str(each), str(each)) for each in values if each is not None)


def words_fields(
    name: str,
    label: Any,
    *,
    most: int,
    rows: int = 0,
    required: tuple[str, ...] = (),
    is_said: bool = True,
) -> dict[str, forms.CharField]:
    """A text in each language: one line, or an area of so many rows.

    How long it may be stands at the field; a script counts along (``data-count``). Browsers would
    cut off silently what is pasted too long: so they aren't told the limit.
    """
    help_text = _("%(most)s characters at most.") % {"most": most} if is_said else ""
    fields = {}
    for code in ORDER:
        attrs = {"lang": code, "data-count": most}
        field = forms.CharField(
            label=f"{label} · {LANGUAGE_NAMES[code]}" if label else LANGUAGE_NAMES[code],
            max_length=most,
            required=code in required,
            help_text=help_text,
            widget=forms.Textarea(attrs | {"rows": rows}) if rows else forms.TextInput(attrs),
        )
        field.widget.attrs.pop("maxlength", None)
        fields[f"{name}_{code}"] = field
    return fields


class SurveyForm(Overtaken, Cleaned):
    """Limits are the service's: it says them at the field."""

    agency = forms.ModelChoiceField(
        label=_("Agency"), queryset=Agency.objects.none(), empty_label=None
    )
    key = forms.CharField(
        label=_("Word for the address"),
        required=False,
        max_length=50,
        help_text=_("Small Latin letters, digits, hyphens. Empty: made of the title. For good."),
    )
    opens_at = MomentField(label=_("Opens"))
    closes_at = MomentField(label=_("Closes"))
    conclusion_due_at = MomentField(
        label=_("“What we did with it” is promised by"),
        required=False,
        help_text=_("A public promise. Empty: as late as the rules allow."),
    )
    results_shown = forms.ChoiceField(
        label=_("Results are shown"),
        choices=ResultsShown.choices,
        help_text=_("People read this before they answer. It doesn't change after opening."),
    )
    voters = forms.ChoiceField(label=_("Who may answer"), choices=Voters.choices)
    age_from = forms.IntegerField(label=_("From the age of"), required=False, min_value=0)
    age_to = forms.IntegerField(label=_("To the age of"), required=False, min_value=0)
    asks_region = forms.BooleanField(
        label=_("Ask the region"),
        required=False,
        help_text=_("People say themselves where they live; nobody checks it."),
    )
    regions = forms.MultipleChoiceField(
        label=_("Only people of these regions"),
        choices=Region.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: the whole country."),
    )
    may_change = forms.BooleanField(
        label=_("An answer may be changed until closing"),
        required=False,
        help_text=_("With the receipt only: we can't find anybody's answers without it."),
    )

    def __init__(
        self,
        *args: Any,
        agencies: frozenset[int] = frozenset(),
        is_new: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= words_fields("title", _("Title"), most=250, required=NEEDED)
        plan = _("What we will do with the answers")
        self.fields |= words_fields("plan", plan, most=3000, rows=3, required=NEEDED)
        if is_new:
            own = Agency.objects.filter(pk__in=agencies, is_active=True)
            self.fields["agency"].queryset = own.order_by(sort_field())  # type: ignore[attr-defined]
        else:
            del self.fields["agency"], self.fields["key"]

    def clean(self) -> dict[str, Any]:
        """What was not touched keeps its seconds."""
        said = super().clean()
        for name in ("opens_at", "closes_at", "conclusion_due_at"):
            was, typed = self.initial.get(name), said.get(name)
            if was and typed and was.replace(second=0, microsecond=0) == typed:
                said[name] = was
        return said

    def said(self) -> dict[str, Any]:
        """What the editor says; only of a valid form."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def wrong_fields(self) -> list[forms.BoundField]:
        """For the summary on top."""
        return [self[name] for name in self.errors if name in self.fields]


def initial_of(survey: Survey) -> dict[str, Any]:
    """What the form begins with."""
    return {name: getattr(survey, name) for name in FIELDS} | {"seen": survey_mark(survey)}


def minute_of(at: datetime) -> str:
    """As the browser's field takes it."""
    return timezone.localtime(at).strftime(MINUTE)


class CloseForm(Cleaned):
    """Why it is closed early."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= words_fields(
            "close_reason", _("Why"), most=REASON_LENGTH, rows=3, required=NEEDED
        )

    def reasons(self) -> dict[str, str]:
        """By language."""
        return {code: self.cleaned_data[f"close_reason_{code}"] for code in ORDER}


class PlainForm(forms.Form):
    """Nothing to fill in."""
