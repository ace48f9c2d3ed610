"""The filter form of the public list, shared by page and API."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Office, Topic
from agencies.selectors import sort_field
from appeals.selectors import AppealFilters
from appeals.states import State
from core.text import clean_text

ANSWERED = [("", _("all")), ("yes", _("answered")), ("no", _("not answered yet"))]


class AppealFilterForm(forms.Form):
    """What a reader may narrow the list by. A wrong value is said at its field."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=200)
    agency = forms.ModelChoiceField(
        label=_("Agency"),
        queryset=Agency.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("all agencies"),
    )
    office = forms.ModelChoiceField(
        label=_("Executive"),
        queryset=Office.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("all executives"),
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("all topics"),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all states")), *State.choices]
    )
    answered = forms.ChoiceField(label=_("Answer"), required=False, choices=ANSWERED)
    overdue = forms.BooleanField(label=_("only overdue"), required=False)
    since = forms.DateField(
        label=_("Published from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )
    until = forms.DateField(
        label=_("Published until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.order_by(sort_field())
        self.fields["office"].queryset = Office.objects.select_related("agency").order_by(
            f"agency__{sort_field()}", "order"
        )
        self.fields["topic"].queryset = Topic.objects.all()

    def clean_q(self) -> str:
        """Words without invisible signs."""
        return clean_text(self.cleaned_data["q"])

    def clean(self) -> dict[str, Any]:
        """The days must run forwards."""
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end is before the beginning."))
        return values

    def filters(self) -> AppealFilters:
        """The valid part of what was asked; a wrong value narrows nothing."""
        said = getattr(self, "cleaned_data", {})

        def pk_of(name: str) -> int | None:
            return said[name].pk if said.get(name) else None

        return AppealFilters(
            agency_id=pk_of("agency"),
            office_id=pk_of("office"),
            topic_id=pk_of("topic"),
            state=said.get("state", ""),
            answered=said.get("answered", ""),
            overdue=bool(said.get("overdue")),
            since=said.get("since"),
            until=said.get("until"),
            query=said.get("q", ""),
        )

    def chosen(self) -> list[tuple[str, str, str]]:
        """Field name, label and spoken value of everything chosen, for removable tags."""
        said = getattr(self, "cleaned_data", {})
        return [
            (name, str(self.fields[name].label), self._spoken(name, value))
            for name, value in said.items()
            if value not in ("", None, False)
        ]

    def _spoken(self, name: str, value: Any) -> str:
        """In words and in the reader's language."""
        if isinstance(value, bool):
            return str(_("yes"))
        if isinstance(value, date):
            return date_format(value)
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField) and isinstance(value, str):
            return str(dict(field.choices)[value])
        return str(value)
