"""The public form. Every check says at its field what is wrong."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.contrib.forms.forms import FormBuilder

from captcha.fields import CaptchaField

from accounts.access.captcha import PictureInput, digits_challenge
from accounts.access.letters import ACCEPT, Letter, letter_check
from accounts.access.wanted import Wanted
from accounts.models import AccessFormPage
from agencies.models import Agency
from agencies.selectors import sort_field
from core.errors import Refused
from core.text import clean_text, is_bin, is_iin

__all__ = ["AccessForm", "digits_challenge"]  # the settings name the challenge here

EXTRA_PREFIX = "extra_"
EXTRA_LENGTH = 2000


class CleanCharField(forms.CharField):
    """Text as a person wrote it, without invisible and direction-changing signs."""

    def to_python(self, value: Any) -> str:
        """Cleaned before it is checked."""
        return clean_text(super().to_python(value) or "").replace("\n", " ")


class NumberField(CleanCharField):
    """Twelve digits; spaces between them don't matter."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), **kwargs})

    def to_python(self, value: Any) -> str:
        """Digits only."""
        return super().to_python(value).replace(" ", "")


class LetterField(forms.FileField):
    """The scan. A browser never sends a chosen file twice, so we ask to choose it again."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": ACCEPT}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Letter:  # type: ignore[override]
        """A checked letter instead of an upload."""
        upload: UploadedFile = super().clean(data, initial)
        try:
            return letter_check(upload)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.message), code=refusal.code) from None


class AccessForm(forms.Form):
    """State body, person responsible, letter."""

    agency = forms.ModelChoiceField(
        label=_("State body"),
        required=False,
        queryset=Agency.objects.none(),
        to_field_name="key",
        empty_label=_("It isn't in the list"),
        error_messages={"invalid_choice": _("Choose a state body from the list.")},
    )
    agency_name = CleanCharField(
        label=_("Name of the state body"),
        required=False,
        max_length=250,
        help_text=_("Only if it isn't in the list."),
    )
    agency_bin = NumberField(
        label=_("BIN of the state body"),
        required=False,
        help_text=_("Only if it isn't in the list."),
    )
    full_name = CleanCharField(
        label=_("Full name of the person responsible"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write the full name as in the letter.")},
    )
    iin = NumberField(
        label=_("IIN of this person"),
        help_text=_("12 digits. The person signs in through egov.kz with this IIN."),
        error_messages={"required": _("Write the IIN as in the letter.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write an e-mail where we can reach this person."),
            "invalid": _("This doesn't look like an e-mail. Example: name@example.kz"),
        },
    )
    phone = CleanCharField(
        label=_("Phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("Write a phone number.")},
    )
    letter_number = CleanCharField(
        label=_("Number of the letter"),
        max_length=60,
        error_messages={"required": _("Write the number of the official letter.")},
    )
    letter_date = forms.DateField(
        label=_("Date of the letter"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={
            "required": _("Write the date of the letter."),
            "invalid": _("Write the date as day.month.year, for example 25.11.2026."),
        },
    )
    letter = LetterField(
        label=_("Scan of the letter"),
        help_text=_("PDF, JPEG or PNG, up to 10 MB."),
        error_messages={
            "required": _("Add the scan of the letter."),
            "empty": _("This file is empty."),
        },
    )

    def __init__(self, *args: Any, page: AccessFormPage, with_captcha: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(is_active=True).order_by(
            sort_field()
        )
        self.extra_labels: dict[str, str] = {}
        self._add_extra(page)
        if with_captcha:
            self.fields["captcha"] = CaptchaField(
                label=_("Digits in the picture"),
                widget=PictureInput(),
                help_text=_(
                    "If you can't read them, listen to them, or sign in through egov.kz: then we "
                    "don't ask."
                ),
                error_messages={
                    "required": _("Write the digits of the picture."),
                    "invalid": _("These aren't the digits. Here is another picture."),
                },
            )

    def clean_agency_bin(self) -> str:
        """A right check digit, when one is given at all."""
        number: str = self.cleaned_data["agency_bin"]
        if number and not self.cleaned_data.get("agency") and not is_bin(number):
            raise forms.ValidationError(_("This isn't a BIN. Check the 12 digits."))
        return number

    def clean_iin(self) -> str:
        """A right check digit."""
        number: str = self.cleaned_data["iin"]
        if not is_iin(number):
            raise forms.ValidationError(_("This isn't an IIN. Check the 12 digits."))
        return number

    def clean_phone(self) -> str:
        """Enough digits to call."""
        phone: str = self.cleaned_data["phone"]
        if not 6 <= sum(char.isdigit() for char in phone) <= 15:
            raise forms.ValidationError(_("Write the phone with its code: +7 7172 00 00 00."))
        return phone

    def clean_letter_date(self) -> Any:
        """A letter is never from tomorrow."""
        day = self.cleaned_data["letter_date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The date of the letter can't be in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        """A body from the list, or its name and BIN."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("agency") is None and "agency" not in self.errors:
            if not data.get("agency_name"):
                self.add_error("agency_name", _("Choose the state body or write its name."))
            if not data.get("agency_bin") and "agency_bin" not in self.errors:
                self.add_error("agency_bin", _("Write the BIN of the state body."))
        return data

    def wanted(self) -> Wanted:
        """What a valid form says."""
        data = self.cleaned_data
        agency = data["agency"] or Agency.objects.filter(bin=data["agency_bin"]).first()
        return Wanted(
            agency=agency,
            agency_name=agency.localized("name") if agency else data["agency_name"],
            agency_bin=agency.bin if agency else data["agency_bin"],
            full_name=data["full_name"],
            iin=data["iin"],
            email=data["email"],
            phone=data["phone"],
            letter_number=data["letter_number"],
            letter_date=data["letter_date"],
            extra={label: _said(data.get(name)) for name, label in self.extra_labels.items()},
        )

    def only_captcha_is_wrong(self) -> bool:
        """Everything else is well: it may be the same form sent a second time."""
        return self.is_bound and set(self.errors) == {"captcha"}

    def _add_extra(self, page: AccessFormPage) -> None:
        rows = list(page.form_fields.all())
        labels = {row.clean_name: row.label for row in rows}
        for name, field in FormBuilder(rows).formfields.items():
            if isinstance(field, forms.CharField) and not field.max_length:
                field.max_length = EXTRA_LENGTH
                field.validators.append(MaxLengthValidator(EXTRA_LENGTH))
            self.fields[f"{EXTRA_PREFIX}{name}"] = field
            self.extra_labels[f"{EXTRA_PREFIX}{name}"] = labels.get(name, name)


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return clean_text(str(value)) if value is not None else ""
