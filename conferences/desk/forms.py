"""The form of a conference: its own fields. Lines of speakers and documents: ``line_forms``."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.selectors import sort_field
from conferences.limits import LABELS, Times
from conferences.models import Conference
from conferences.said import SETTINGS
from conferences.services.cancelling import NEEDED, REASON_LENGTH
from conferences.states import CommentsModerated, Talk
from core.localized import LANGUAGE_CHOICES, ORDER
from core.text import clean_text

LANGUAGE_NAMES = dict(LANGUAGE_CHOICES)
MINUTE = "%Y-%m-%dT%H:%M"
TIME_HELP: dict[str, Promise] = {
    "announced_at": _("From then on everybody sees it, once its page is published."),
    "answers_from_at": _("Of a live conference: when the speakers begin."),
    "answers_due_at": _("A public promise. The page says so when it has passed."),
    "archived_at": _("Empty: counted from the day the summary is published."),
}


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


def words_field(label: Any, code: str, *, most: int, required: bool) -> forms.CharField:
    """One line in one language."""
    return forms.CharField(
        label=f"{label} · {LANGUAGE_NAMES[code]}",
        max_length=most,
        required=required,
        widget=forms.TextInput(attrs={"lang": code}),
    )


class Cleaned(forms.Form):
    """Texts without what nobody sees."""

    def clean(self) -> dict[str, Any]:
        """Zero-width signs and the like go."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in said.items():
            if isinstance(value, str):
                said[name] = clean_text(value).strip()
        return said


class ConferenceForm(Cleaned):
    """Everything but the lines. Limits are the service's: it says them at the field."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    agency = forms.ModelChoiceField(
        label=_("Agency"), queryset=Agency.objects.none(), empty_label=None
    )
    key = forms.CharField(
        label=_("Word for the address"),
        required=False,
        max_length=50,
        help_text=_("Small Latin letters, digits, hyphens. Empty: made of the theme. For good."),
    )
    demands_signature = forms.BooleanField(
        label=_("Questions are signed"),
        required=False,
        help_text=_("With a code by SMS or a digital signature. Otherwise signing in is enough."),
    )
    comments_moderated = forms.ChoiceField(
        label=_("A moderator reads comments"), choices=CommentsModerated.choices
    )
    talk_until = forms.ChoiceField(label=_("People may comment and vote"), choices=Talk.choices)
    promised = forms.IntegerField(
        label=_("So many questions get a written answer"),
        min_value=0,
        max_value=1000,
        help_text=_("Those with the most votes when questions close. A public promise."),
    )
    stream_url = forms.CharField(label=_("Broadcast"), required=False, max_length=200)
    recording_url = forms.CharField(label=_("Recording"), required=False, max_length=200)

    def __init__(
        self,
        *args: Any,
        agencies: frozenset[int] = frozenset(),
        is_new: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for code in ORDER:
            self.fields[f"theme_{code}"] = words_field(
                _("Theme"), code, most=250, required=code in NEEDED
            )
        for name, label in LABELS.items():
            self.fields[name] = MomentField(
                label=label,
                required=name != "archived_at",
                help_text=TIME_HELP.get(name, ""),
            )
        if is_new:
            own = Agency.objects.filter(pk__in=agencies, is_active=True)
            self.fields["agency"].queryset = own.order_by(sort_field())  # type: ignore[attr-defined]
        else:
            del self.fields["agency"], self.fields["key"]

    def clean(self) -> dict[str, Any]:
        """What was not touched keeps its seconds."""
        said = super().clean()
        for name in LABELS:
            was, typed = self.initial.get(name), said.get(name)
            if was and typed and was.replace(second=0, microsecond=0) == typed:
                said[name] = was
        return said

    def times(self) -> Times:
        """The times typed; only of a valid form."""
        return Times(**{name: self.cleaned_data[name] for name in LABELS})

    def group(self, *names: str) -> list[forms.BoundField]:
        """These fields, as far as the form has them."""
        return [self[name] for name in names if name in self.fields]

    @property
    def about_fields(self) -> list[forms.BoundField]:
        """What it is about."""
        return self.group("agency", *(f"theme_{code}" for code in ORDER), "key")

    @property
    def time_fields(self) -> list[forms.BoundField]:
        """When."""
        return self.group(*LABELS)

    @property
    def setting_fields(self) -> list[forms.BoundField]:
        """How."""
        return self.group(*SETTINGS[:4])


def initial_of(conference: Conference) -> dict[str, Any]:
    """What the form begins with."""
    names = (*(f"theme_{code}" for code in ORDER), *LABELS, *SETTINGS)
    return {name: getattr(conference, name) for name in names}


def minute_of(at: datetime) -> str:
    """As the browser's field takes it."""
    return timezone.localtime(at).strftime(MINUTE)


class CancelForm(forms.Form):
    """Why it is cancelled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in ORDER:
            self.fields[f"reason_{code}"] = forms.CharField(
                label=_("Why · %(language)s") % {"language": LANGUAGE_NAMES[code]},
                max_length=REASON_LENGTH,
                required=code in NEEDED,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )

    def reasons(self) -> dict[str, str]:
        """By language."""
        return {code: self.cleaned_data[f"reason_{code}"] for code in ORDER}


class SummaryForm(forms.Form):
    """The tick is asked for only where promised questions are left."""

    all_the_same = forms.BooleanField(label=_("Publish all the same"), required=False)

    def __init__(self, *args: Any, is_asked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_asked:
            self.fields["all_the_same"].widget = forms.HiddenInput()


class ArchiveForm(forms.Form):
    """Nothing to fill in: now is now."""
