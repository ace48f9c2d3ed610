"""The form of a survey: a new one, and one that is being written."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audience import Reader
from core.errors import Refused
from law.selectors import calendar
from surveys.desk.entry import desk_reader, own_agencies, survey_to_edit
from surveys.desk.forms import SurveyForm, initial_of, value_said
from surveys.limits import FIELDS, NotWithin, due_proposed
from surveys.models import Survey
from surveys.seen import survey_mark
from surveys.services.making import rules_now, survey_make, survey_set
from surveys.states import SurveyState

LEAD = timedelta(days=3)


def survey_new(request: HttpRequest) -> HttpResponse:
    """A new survey of one's own agency."""
    reader = desk_reader(request)
    agencies = own_agencies(reader)
    if not agencies:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = SurveyForm(data, initial=_proposed(), agencies=agencies, is_new=True)
    if data is not None and form.is_valid() and (made := _made(request, form, reader)):
        messages.success(request, _("The survey is made. Now write its questions."))
        return HttpResponseRedirect(reverse("surveys_desk_questions", args=[made.key]))
    return _page(request, form, _("New survey"))


def survey_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change what a survey is."""
    reader = desk_reader(request)
    survey = survey_to_edit(key, reader)
    # What was typed meanwhile stays on the form; the service says why it can't be saved.
    if survey.state != SurveyState.DRAFT and request.method != "POST":
        messages.error(request, _("The survey isn't being written now."))
        return HttpResponseRedirect(reverse("surveys_desk_item", args=[key]))
    data = request.POST if request.method == "POST" else None
    form = SurveyForm(data, initial=initial_of(survey))
    if data is not None and form.is_valid() and _was_set(request, form, survey, reader):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("surveys_desk_item", args=[key]))
    return _page(request, form, _("Change the survey"), survey)


def refuse(form: Any, refusal: Refused) -> None:
    """Say it where it belongs; what was typed stays."""
    if isinstance(refusal, NotWithin):
        for name, fault in refusal.faults.items():
            form.add_error(name if name in form.fields else None, fault)
    else:
        form.add_error(None, str(refusal.message))


def _proposed() -> dict[str, Any]:
    """Times within the rules, to begin with."""
    rules, blank = rules_now(), Survey()
    opens = (timezone.localtime() + LEAD).replace(hour=10, minute=0, second=0, microsecond=0)
    closes = (opens + timedelta(days=max(rules.open_days, 1))).replace(hour=18)
    return {
        **initial_of(blank),
        "seen": "",
        "opens_at": opens,
        "closes_at": closes,
        "conclusion_due_at": due_proposed(closes, rules, calendar()),
    }


def _made(request: HttpRequest, form: SurveyForm, reader: Reader) -> Survey | None:
    try:
        return survey_make(
            agency_id=form.cleaned_data["agency"].pk,
            fields=form.said(),
            key=form.cleaned_data["key"],
            actor=request.user,
            reader=reader,
        )
    except Refused as refusal:
        refuse(form, refusal)
        return None


def _was_set(request: HttpRequest, form: SurveyForm, survey: Survey, reader: Reader) -> bool:
    try:
        survey_set(
            survey_id=survey.pk,
            fields=form.said(),
            seen=form.cleaned_data["seen"],
            actor=request.user,
            reader=reader,
        )
    except Refused as refusal:
        refuse(form, refusal)
        if refusal.code == "changed_meanwhile":
            survey.refresh_from_db()
            form.overtake(survey_mark(survey))
        return False
    return True


def _page(
    request: HttpRequest, form: SurveyForm, title: str, survey: Survey | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "survey": survey,
        "rules": rules_now(),
        "stored": _stored(form, survey) if survey else [],
        "back_url": reverse("surveys_desk_item", args=[survey.key])
        if survey
        else reverse("surveys_desk"),
        "page_title": title,
        "header_icon": "form",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "surveys/desk/edit.html", context, status=status)


def _stored(form: SurveyForm, survey: Survey) -> list[tuple[str, str]]:
    """After somebody else's save: what is stored otherwise than typed."""
    if not form.is_overtaken:
        return []
    stored = initial_of(survey)
    return [
        (str(form.fields[name].label), value_said(form.fields[name], stored[name]))
        for name in FIELDS
        if name in form.fields and stored[name] != form.cleaned_data.get(name)
    ]
