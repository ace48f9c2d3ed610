"""The form of the audit's search."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.audit.selectors import Wanted, object_named
from agencies.models import Agency
from agencies.selectors import sort_field

CODE = RegexValidator(r"^[a-z0-9_.]+\Z", _("Codes are small Latin letters, digits, _ and dots."))
KEY = RegexValidator(r"^[A-Za-z0-9_.:-]+\Z", _("A number or an id, without spaces."))


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": "9998-12-31"})
    return forms.DateField(label=label, required=False, widget=widget)


class AuditForm(forms.Form):
    """By what to search; empty fields don't narrow."""

    verb = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=60,
        validators=[CODE],
        widget=forms.TextInput(attrs={"list": "audit-verbs", "autocomplete": "off"}),
    )
    kind = forms.CharField(
        label=_("Kind of object"),
        required=False,
        max_length=60,
        validators=[CODE],
        widget=forms.TextInput(attrs={"list": "audit-kinds", "autocomplete": "off"}),
    )
    object = forms.CharField(
        label=_("Number or id"), required=False, max_length=64, validators=[KEY]
    )
    actor = forms.UUIDField(label=_("Who (id)"), required=False)
    agency = forms.ModelChoiceField(
        label=_("State body"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=_("All"),
    )
    since = _day(_("First day"))
    until = _day(_("Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.order_by(sort_field())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An object is found by its number alone, or by kind and id."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = said.get("since"), said.get("until")
        for name, day in (("since", since), ("until", until)):
            if day and not 1900 < day.year < 9999:
                self.add_error(name, _("There is nothing of that year."))
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        if said.get("object") and not self.errors:
            found = object_named(said.get("kind", ""), said["object"])
            if found is None:
                self.add_error("object", _("No such number. For an id name the kind as well."))
            else:
                said["kind"], said["object"] = found
        return said

    def wanted(self) -> Wanted:
        """What was asked, once it is valid."""
        said = self.cleaned_data
        return Wanted(
            verb=said["verb"],
            kind=said["kind"],
            key=said["object"],
            actor=said["actor"],
            agency_id=said["agency"].pk if said["agency"] else None,
            since=said["since"],
            until=said["until"],
        )
