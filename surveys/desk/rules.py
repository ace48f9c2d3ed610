"""The rules of surveys, for operators."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.audience import Reader
from surveys.desk.editing import refuse
from surveys.desk.entry import operator_reader
from surveys.limits import NotWithin
from surveys.models import SurveyRules
from surveys.services.making import rules_now
from surveys.services.ruling import NUMBERS, survey_rules_set


class RulesForm(forms.ModelForm):
    """Numbers; the service says what doesn't fit."""

    class Meta:
        model = SurveyRules
        fields = [*NUMBERS]

    def _post_clean(self) -> None:
        """The row itself is the service's to change."""


def rules_page(request: HttpRequest) -> HttpResponse:
    """Look and change."""
    reader = operator_reader(request)
    form = RulesForm(request.POST or None, instance=rules_now())
    if request.method == "POST" and form.is_valid() and _set(request, form, reader):
        messages.success(request, _("The rules are saved. They hold for what is set from now on."))
        return HttpResponseRedirect(reverse("surveys_desk_rules"))
    context = {"form": form, "page_title": _("Rules of surveys"), "header_icon": "cogs"}
    status = 422 if form.errors else 200
    return render(request, "surveys/desk/rules.html", context, status=status)


def _set(request: HttpRequest, form: RulesForm, reader: Reader) -> bool:
    try:
        survey_rules_set(values=form.cleaned_data, actor=request.user, reader=reader)
    except NotWithin as refusal:
        refuse(form, refusal)
        return False
    return True
