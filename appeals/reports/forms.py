"""The form of the reports: a period and a body."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from appeals.reports.selectors import Wanted

DAYS = 90


@dataclass(frozen=True)
class Quick:
    """A period one click away."""

    label: Any
    since: date
    until: date


def quick_choices(today: date) -> list[Quick]:
    """The usual periods; the first is the one shown unless asked otherwise."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    before = month - timedelta(days=1)
    return [
        Quick(_("last 90 days"), today - timedelta(days=DAYS - 1), today),
        Quick(_("this month"), month, today),
        Quick(_("last month"), before.replace(day=1), before),
        Quick(_("this quarter"), quarter, today),
        Quick(_("this year"), year, today),
        Quick(_("last year"), year.replace(year=year.year - 1), year - timedelta(days=1)),
    ]


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": "9998-12-31"})
    return forms.DateField(label=label, required=False, widget=widget)


class ReportForm(forms.Form):
    """Empty days are those of the usual period. The view has checked the body already."""

    since = _day(_("First day"))
    until = _day(_("Last day"))
    agency = forms.ChoiceField(label=_("State body"), required=False)

    def __init__(self, data: Any, *, agencies: list[Agency], all_label: Any) -> None:
        usual = quick_choices(timezone.localdate())[0]
        days = {"since": usual.since.isoformat(), "until": usual.until.isoformat()}
        said = {name: data.get(name) or days[name] for name in days}
        super().__init__({**said, "agency": data.get("agency", "")})
        self.agencies = agencies
        choices = [(str(row.pk), row.localized("name")) for row in agencies]
        if len(choices) == 1:
            del self.fields["agency"]
            return
        self.fields["agency"].choices = [("", all_label), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days make a period."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = said.get("since"), said.get("until")
        for name, day in (("since", since), ("until", until)):
            if day and not 1900 < day.year < 9999:
                self.add_error(name, _("There is nothing of that year."))
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return said

    def wanted(self, *, everything: bool) -> Wanted:
        """What was asked, once it is valid; ``everything``: the reader may see all bodies."""
        said, chosen = self.cleaned_data, self.cleaned_data.get("agency")
        own = None if everything else frozenset(row.pk for row in self.agencies)
        return Wanted(said["since"], said["until"], frozenset({int(chosen)}) if chosen else own)
