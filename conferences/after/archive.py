"""The search and filters of past conferences, a form that works without script."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from conferences.models import Conference
from conferences.phases import Tab
from conferences.selectors import conference_list
from conferences.selectors.archive import (
    ArchiveFilters,
    archive_agencies,
    archive_rows,
    archive_years,
)
from core.keyset import count_up_to
from core.text import clean_text

MOST_WORDS = 200


class ArchiveForm(forms.Form):
    """What a reader may narrow past conferences by. A wrong value is said at its field."""

    q = forms.CharField(label=_("Words"), required=False, max_length=MOST_WORDS)
    agency = forms.ModelChoiceField(
        label=_("Agency"),
        queryset=Agency.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("all agencies"),
    )
    year = forms.TypedChoiceField(
        label=_("Year"), coerce=int, empty_value=None, required=False, choices=()
    )
    answered = forms.BooleanField(label=_("only with answers"), required=False)

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked)
        self.now = timezone.now()
        years = [(found, str(found)) for found in archive_years(self.now)]
        agency: Any = self.fields["agency"]
        agency.queryset = archive_agencies(self.now)
        year: Any = self.fields["year"]
        year.choices = [("", _("all years")), *years]

    def clean_q(self) -> str:
        """Words without invisible signs."""
        return clean_text(self.cleaned_data["q"])

    def filters(self) -> ArchiveFilters:
        """The valid part of what was asked; a wrong value narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        agency = said.get("agency")
        return ArchiveFilters(
            words=said.get("q", ""),
            agency_key=agency.key if agency else "",
            year=said.get("year"),
            answered=bool(said.get("answered")),
            now=self.now,
        )

    def said(self, *without: str) -> dict[str, str]:
        """The valid part as it stands in an address."""
        filters = self.filters()
        told = {
            "q": filters.words,
            "agency": filters.agency_key,
            "year": str(filters.year or ""),
            "answered": "on" if filters.answered else "",
        }
        return {name: value for name, value in told.items() if value and name not in without}

    def tags(self) -> list[dict[str, Any]]:
        """Everything chosen as removable tags."""
        spoken = {
            **self.said(),
            "agency": str(self.cleaned_data.get("agency") or ""),
            "answered": str(_("yes")),
        }
        return [
            {
                "label": self.fields[name].label,
                "value": spoken[name],
                "url": _address(self.said(name)),
            }
            for name in self.said()
        ]


@dataclass(frozen=True)
class Archive:
    """The Past tab as it was asked for; ``said`` goes into the addresses of its pages."""

    form: ArchiveForm
    rows: QuerySet[Conference]
    said: dict[str, str]
    tags: tuple[dict[str, Any], ...]
    count: int
    more: bool

    @property
    def is_shown(self) -> bool:
        """There is something to search in, or somebody searched."""
        return bool(self.count or self.said or self.form.errors)


def archive_of(asked: QueryDict) -> Archive:
    """Past conferences narrowed as asked; the rows have what a card shows."""
    form = ArchiveForm(asked)
    filters = form.filters()
    narrowed = archive_rows(filters)
    count, more = count_up_to(narrowed)
    return Archive(
        form=form,
        rows=conference_list(tab=Tab.PAST, now=filters.now).filter(pk__in=narrowed.values("pk")),
        said=form.said(),
        tags=tuple(form.tags()),
        count=count,
        more=more,
    )


def _address(said: dict[str, str]) -> str:
    values = QueryDict(mutable=True)
    values.update(said)
    return f"?{values.urlencode()}"
