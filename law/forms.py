"""Editor forms of the law."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm

from law.models import CalendarDay
from law.states import Kind, Origin


class TermSetForm(WagtailAdminModelForm):
    """A set is whole or not at all: one term for every kind."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        missing = set(Kind.values) - self._kinds()
        if missing:
            labels = ", ".join(str(Kind(value).label) for value in sorted(missing))
            self.add_error(
                None,
                ValidationError(
                    _("Add a term for each kind. Missing: %(kinds)s.") % {"kinds": labels}
                ),
            )
        return not missing

    def _kinds(self) -> set[str]:
        kept = [form.cleaned_data for form in self.formsets["terms"].forms if form.cleaned_data]
        return {row["kind"] for row in kept if not row.get("DELETE")}


class StopGroundForm(WagtailAdminModelForm):
    """The code is chosen once: decisions, notices and figures name it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True


class CalendarDayForm(WagtailAdminModelForm):
    """What an editor saves is the editor's: no seed overwrites it."""

    def save(self, commit: bool = True) -> CalendarDay:
        self.instance.origin = Origin.EDITOR
        day: CalendarDay = super().save(commit=commit)
        return day
