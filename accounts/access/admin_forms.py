"""Forms of the operator: giving and ending roles, deciding on requests."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.widgets import AdminDateInput

from accounts.access.checks import Check
from accounts.models import AGENCY_KINDS, AccessRequest, Role, RoleKind, User
from agencies.models import Agency
from agencies.selectors import sort_field
from core.text import is_iin

REASON_LENGTH = 500


class UntilField(forms.DateField):
    """The last day of a role; it ends when that day is over."""

    def __init__(self, **kwargs: Any) -> None:
        options = {
            "label": _("Until, this day included"),
            "required": False,
            "widget": AdminDateInput(),
            "help_text": _("Leave it empty if the letter names no end."),
        }
        super().__init__(**{**options, **kwargs})

    def clean(self, value: Any) -> datetime | None:  # type: ignore[override]
        """The moment after the day, in the portal's time zone."""
        day: date | None = super().clean(value)
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return timezone.make_aware(datetime.combine(day, time())) + timedelta(days=1)


class PersonChoice(forms.ModelChoiceField):
    """People who hold or held a role: name and the last digits of the IIN."""

    def label_from_instance(self, obj: Any) -> str:
        """The one place where a list tells names: operators choose by it."""
        vault = getattr(obj, "vault", None)
        return f"{obj.get_full_name()} {vault.masked_iin if vault else ''}".strip()


class RoleGrantForm(forms.Form):
    """A role for somebody, by IIN or chosen among those who have had one."""

    iin = forms.CharField(
        label=_("IIN"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("As in the letter. Somebody new gets the role at the first sign-in."),
    )
    person = PersonChoice(
        label=_("Or a person"), required=False, queryset=User.objects.none(), empty_label="—"
    )
    kind = forms.ChoiceField(label=_("Role"), choices=RoleKind.choices)
    agency = forms.ModelChoiceField(
        label=_("Agency"), required=False, queryset=Agency.objects.none(), empty_label="—"
    )
    valid_to = UntilField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(is_active=True).order_by(
            sort_field()
        )
        holders = Role.objects.exclude(user=None).values("user")
        self.fields["person"].queryset = User.objects.filter(pk__in=holders).select_related("vault")

    def clean_iin(self) -> str:
        """Twelve digits with a right check digit."""
        iin: str = self.cleaned_data["iin"].strip()
        if iin and not is_iin(iin):
            raise forms.ValidationError(_("This isn't an IIN. Check the 12 digits."))
        return iin

    def clean(self) -> dict[str, Any]:
        """Exactly one of IIN and person."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "iin" in data and bool(data["iin"]) == bool(data.get("person")):
            self.add_error("iin", _("Give an IIN or choose a person, one of the two."))
        return data


class RoleEndForm(forms.Form):
    """Nothing to fill in: now is now."""


@dataclass(frozen=True)
class CheckRow:
    """A check and the field by which the operator confirms or overrides it."""

    check: Check
    field: forms.BoundField


class CompareForm(forms.Form):
    """With which body the letter is compared."""

    agency = forms.ModelChoiceField(
        label=_("Compare with"), queryset=Agency.objects.none(), empty_label="—"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(is_active=True).order_by(
            sort_field()
        )


class RequestGrantForm(forms.Form):
    """The roles of the letter, and every check confirmed or overridden with a reason."""

    agency = forms.ModelChoiceField(queryset=Agency.objects.none(), widget=forms.HiddenInput)
    kinds = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(kind.value, kind.label) for kind in AGENCY_KINDS],
        widget=forms.CheckboxSelectMultiple,
        initial=[RoleKind.EDITOR],
        error_messages={"required": _("Choose at least one role at the agency.")},
    )
    valid_to = UntilField()

    def __init__(
        self,
        *args: Any,
        request_row: AccessRequest,
        agency: Agency | None,
        checks: list[Check],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.checks = checks
        self.fields["agency"].queryset = Agency.objects.filter(is_active=True)
        self.initial.setdefault("agency", agency.pk if agency else None)
        if request_row.purpose != AccessRequest.Purpose.ACCESS:
            del self.fields["kinds"]
        if request_row.purpose == AccessRequest.Purpose.END:
            del self.fields["valid_to"]
        for check in checks:
            self.fields[f"check_{check.code}"] = _check_field(check)

    @property
    def check_rows(self) -> list[CheckRow]:
        """Checks in the order they are read."""
        return [CheckRow(check, self[f"check_{check.code}"]) for check in self.checks]

    @property
    def role_fields(self) -> list[forms.BoundField]:
        """Everything that isn't a check."""
        return [field for field in self if not field.name.startswith("check_")]

    def decided(self) -> dict[str, str]:
        """A reason, or nothing, for each check."""
        said = {check: self.cleaned_data[f"check_{check.code}"] for check in self.checks}
        return {check.code: word if isinstance(word, str) else "" for check, word in said.items()}


def _check_field(check: Check) -> forms.Field:
    """A tick for what fits or eyes must tell; a reason for what doesn't fit."""
    if check.passed is False:
        return forms.CharField(
            label=_("Why you grant all the same"),
            max_length=REASON_LENGTH,
            error_messages={"required": _("Say why you grant all the same, or refuse.")},
        )
    return forms.BooleanField(
        label=_("Confirmed"), error_messages={"required": _("Confirm this, or refuse.")}
    )


class RequestRefuseForm(forms.Form):
    """Why the request is refused."""

    note = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the request. Leave out names and numbers of people."),
        error_messages={"required": _("Say why the request is refused.")},
    )
