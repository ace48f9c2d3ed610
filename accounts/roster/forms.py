"""What an agency asks about its people, with the letter."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.widgets import AdminDateInput

from accounts.access.forms import CleanCharField, LetterField, NumberField
from accounts.access.wanted import LetterSaid, NewPerson
from accounts.selectors import RosterPerson
from core.text import is_iin


class LetterForm(forms.Form):
    """Whose roles, from which day, by which letter."""

    person = forms.ChoiceField(
        label=_("Person"), error_messages={"required": _("Choose the person.")}
    )
    from_day = forms.DateField(label=_("Last day"), widget=AdminDateInput())
    letter_number = CleanCharField(
        label=_("Number of the letter"),
        max_length=60,
        error_messages={"required": _("Write the number of the official letter.")},
    )
    letter_date = forms.DateField(label=_("Date of the letter"), widget=AdminDateInput())
    letter = LetterField(
        label=_("Scan of the letter"), help_text=_("PDF, JPEG or PNG, up to 10 MB.")
    )

    def __init__(self, *args: Any, people: list[RosterPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.key: one for one in people}
        self.fields["person"].choices = [
            ("", "—"),
            *((one.key, f"{one.name}: {one.kinds}") for one in people),
        ]

    def clean_letter_date(self) -> Any:
        """A letter is never from tomorrow."""
        day = self.cleaned_data["letter_date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The date of the letter can't be in the future."))
        return day

    def clean_from_day(self) -> Any:
        """What has been is not rewritten."""
        day = self.cleaned_data["from_day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day

    def chosen(self) -> RosterPerson:
        """The person of a valid form."""
        return self.people[self.cleaned_data["person"]]

    def letter_said(self, language: str) -> LetterSaid:
        """The letter of a valid form."""
        data = self.cleaned_data
        return LetterSaid(
            number=data["letter_number"],
            day=data["letter_date"],
            scan=data["letter"],
            language=language,
        )

    def new_person(self) -> NewPerson | None:
        """Nobody comes instead."""
        return None


class EndForm(LetterForm):
    """Somebody leaves."""


class ChangeForm(LetterForm):
    """Somebody else comes instead."""

    full_name = CleanCharField(label=_("Full name of the new person"), max_length=200)
    iin = NumberField(label=_("IIN of this person"), help_text=_("12 digits."))
    email = forms.EmailField(label=_("E-mail"))
    phone = CleanCharField(label=_("Phone"), max_length=40)

    field_order = [
        "person",
        "full_name",
        "iin",
        "email",
        "phone",
        "from_day",
        "letter_number",
        "letter_date",
        "letter",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = _("Instead of")
        self.fields["from_day"].label = _("First day of the new person")

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

    def new_person(self) -> NewPerson:
        """Who comes instead."""
        data = self.cleaned_data
        return NewPerson(
            full_name=data["full_name"], iin=data["iin"], email=data["email"], phone=data["phone"]
        )
