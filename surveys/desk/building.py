"""The questions of a survey in their order: sections, moving, removing; looking and trying out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Refused
from surveys.desk.editing import refuse
from surveys.desk.entry import desk_reader, survey_to_edit
from surveys.desk.question_forms import SectionForm
from surveys.models import Survey, SurveySection
from surveys.selectors.form import FormQuestion, form_of
from surveys.services.questions import (
    question_move,
    question_remove,
    section_move,
    section_put,
    section_remove,
)
from surveys.states import QuestionKind, SurveyState


def questions_page(request: HttpRequest, key: str) -> HttpResponse:
    """All questions; buttons move and remove them."""
    reader = desk_reader(request)
    survey = survey_to_edit(key, reader)
    if request.method == "POST":
        verb = MOVES.get(request.POST.get("verb", ""))
        if verb is None:
            raise Http404
        common = {"survey_id": survey.pk, "actor": request.user, "reader": reader}
        try:
            verb(request.POST.get("what", ""), common)
        except Refused as refusal:
            messages.error(request, str(refusal.message))
        except (survey.questions.model.DoesNotExist, SurveySection.DoesNotExist, ValueError):
            raise Http404 from None
        return HttpResponseRedirect(request.path)
    context = {
        "survey": survey,
        "groups": groups_of(survey),
        "kinds": QuestionKind.choices,
        "may_write": survey.state == SurveyState.DRAFT and survey.frozen_at is None,
        "page_title": _("Questions"),
        "header_icon": "form",
    }
    return render(request, "surveys/desk/questions.html", context)


def groups_of(survey: Survey) -> list[tuple[SurveySection | None, list[FormQuestion]]]:
    """Sections with their questions, empty ones too; what has no section stands first."""
    form = form_of(survey)
    sections: list[SurveySection | None] = [None, *survey.sections.order_by("order", "pk")]
    groups = [
        (
            section,
            [
                item
                for item in form.questions
                if item.row.section_id == getattr(section, "pk", None)
            ],
        )
        for section in sections
    ]
    return [group for group in groups if group[0] is not None or group[1]]


def section_page(request: HttpRequest, key: str, section: int = 0) -> HttpResponse:
    """A new section, or one that is there."""
    reader = desk_reader(request)
    survey = survey_to_edit(key, reader)
    row = survey.sections.filter(pk=section).first() if section else None
    if section and row is None:
        raise Http404
    form = SectionForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        try:
            section_put(
                survey_id=survey.pk,
                fields=form.cleaned_data,
                section_id=row.pk if row else None,
                actor=request.user,
                reader=reader,
            )
            return HttpResponseRedirect(reverse("surveys_desk_questions", args=[key]))
        except Refused as refusal:
            refuse(form, refusal)
    context = {
        "form": form,
        "survey": survey,
        "page_title": _("Section"),
        "header_icon": "form",
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/desk/section.html", context, status=status)


def _initial(row: SurveySection | None) -> dict[str, Any]:
    names = SectionForm().fields
    return {name: getattr(row, name) for name in names} if row else {}


MOVES: dict[str, Callable[[str, dict[str, Any]], None]] = {
    "up": lambda what, common: question_move(key=what, up=True, **common),
    "down": lambda what, common: question_move(key=what, up=False, **common),
    "remove": lambda what, common: question_remove(key=what, **common),
    "section-up": lambda what, common: section_move(section_id=int(what), up=True, **common),
    "section-down": lambda what, common: section_move(section_id=int(what), up=False, **common),
    "section-remove": lambda what, common: section_remove(section_id=int(what), **common),
}
