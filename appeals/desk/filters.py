"""The form that narrows a list of the desk."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Topic
from appeals.desk.selectors import Colleague, DeskFilters
from appeals.states import Kind
from core.text import clean_text

NOBODY = "nobody"


class DeskFilterForm(forms.Form):
    """Words or number, topic, colleague, kind. A wrong value is said and narrows nothing."""

    q = forms.CharField(
        label=_("Number or public words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.none(),
        required=False,
        empty_label=_("all topics"),
    )
    executor = forms.ChoiceField(label=_("Colleague"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all kinds")), *Kind.choices]
    )

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Topic.objects.all()
        self.fields["executor"].choices = [
            ("", _("anybody")),
            (NOBODY, _("nobody yet")),
            *((str(one.id), one.name) for one in people),
        ]

    def clean_q(self) -> str:
        """Words without invisible signs."""
        return clean_text(self.cleaned_data["q"])

    def filters(self) -> DeskFilters:
        """The valid part of what was asked."""
        said = getattr(self, "cleaned_data", {})
        executor = said.get("executor") or ""
        return DeskFilters(
            query=said.get("q") or "",
            topic_id=said["topic"].pk if said.get("topic") else None,
            executor_id=UUID(executor) if executor not in ("", NOBODY) else None,
            kind=said.get("kind") or "",
            nobody=executor == NOBODY,
        )

    def said(self) -> dict[str, str]:
        """What was asked, for the links to other pages and lists."""
        valid = getattr(self, "cleaned_data", {})
        return {name: str(self.data.get(name, "")) for name, value in valid.items() if value}
