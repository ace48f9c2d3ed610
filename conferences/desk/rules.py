"""The rules of conferences, for operators."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from conferences.desk.entry import operator_reader
from conferences.limits import NotWithin
from conferences.models import ConferenceRules
from conferences.services.ruling import NUMBERS, rules_set
from core.audience import Reader


class RulesForm(forms.ModelForm):
    """Numbers and hosts; the service says what doesn't fit."""

    class Meta:
        model = ConferenceRules
        fields = [*NUMBERS, "player_hosts"]
        widgets = {"player_hosts": forms.Textarea(attrs={"rows": 4})}

    def _post_clean(self) -> None:
        """The row itself is the service's to change."""


def rules_page(request: HttpRequest) -> HttpResponse:
    """Look and change."""
    reader = operator_reader(request)
    form = RulesForm(request.POST or None, instance=ConferenceRules.current())
    if request.method == "POST" and form.is_valid() and _set(request, form, reader):
        messages.success(request, _("The rules are saved. They hold for what is set from now on."))
        return HttpResponseRedirect(reverse("conferences_desk_rules"))
    context: dict[str, Any] = {
        "form": form,
        "page_title": _("Rules of conferences"),
        "header_icon": "cogs",
    }
    status = 422 if form.errors else 200
    return render(request, "conferences/desk/rules.html", context, status=status)


def _set(request: HttpRequest, form: RulesForm, reader: Reader) -> bool:
    try:
        rules_set(values=form.cleaned_data, actor=request.user, reader=reader)
    except NotWithin as refusal:
        for name, fault in refusal.faults.items():
            form.add_error(name, fault)
        return False
    return True
