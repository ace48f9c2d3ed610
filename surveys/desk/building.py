"""The questions of a survey in their order: sections, moving, removing; looking and trying out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.audience import Reader
from core.errors import Refused
from surveys.desk.editing import refuse
from surveys.desk.entry import desk_reader, survey_to_edit
from surveys.desk.question_forms import SectionForm
from surveys.models import Survey, SurveyQuestion, SurveySection
from surveys.seen import SECTION_COLUMNS, section_mark
from surveys.selectors.form import FormQuestion, form_of
from surveys.services.questions import (
    question_copy,
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
        name, what = request.POST.get("verb", ""), request.POST.get("what", "")
        verb = MOVES.get(name)
        if verb is None:
            raise Http404
        common = {"survey_id": survey.pk, "actor": request.user, "reader": reader}
        place = _place(name, what)
        try:
            made = verb(what, common)
        except Refused as refusal:
            messages.error(request, str(refusal.message))
        except (survey.questions.model.DoesNotExist, SurveySection.DoesNotExist, ValueError):
            raise Http404 from None
        else:
            place = f"question-{made.key}" if isinstance(made, SurveyQuestion) else place
        return HttpResponseRedirect(f"{request.path}#{place}")
    context = {
        "survey": survey,
        "groups": groups_of(survey),
        "kinds": QuestionKind.choices,
        "may_write": survey.state == SurveyState.DRAFT and survey.frozen_at is None,
        "page_title": _("Questions"),
        "header_icon": "form",
    }
    return render(request, "surveys/desk/questions.html", context)


def _place(verb: str, what: str) -> str:
    """Where the page goes on: the button that was pressed has the focus again."""
    return "questions" if verb.endswith("remove") else f"{verb}-{what}"


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
    is_sent, is_gone = request.method == "POST", bool(section) and row is None
    if is_gone and not is_sent:
        raise Http404
    form = SectionForm(request.POST if is_sent else None, initial=_initial(row))
    # Removed meanwhile by somebody else, it is made anew: nothing typed is lost.
    if is_sent and form.is_valid() and _section_put(request, form, survey, row, reader):
        return HttpResponseRedirect(reverse("surveys_desk_questions", args=[key]))
    context = {
        "form": form,
        "survey": survey,
        "stored": _stored(form, row),
        "page_title": _("Section"),
        "header_icon": "form",
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/desk/section.html", context, status=status)


def _section_put(
    request: HttpRequest,
    form: SectionForm,
    survey: Survey,
    row: SurveySection | None,
    reader: Reader,
) -> bool:
    try:
        section_put(
            survey_id=survey.pk,
            fields=form.cleaned_data,
            section_id=row.pk if row else None,
            seen=form.cleaned_data["seen"],
            actor=request.user,
            reader=reader,
        )
    except Refused as refusal:
        refuse(form, refusal)
        if refusal.code == "changed_meanwhile" and row:
            row.refresh_from_db()
            form.overtake(section_mark(row))
        return False
    return True


def _initial(row: SurveySection | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {name: getattr(row, name) for name in SECTION_COLUMNS} | {"seen": section_mark(row)}


def _stored(form: SectionForm, row: SurveySection | None) -> list[tuple[str, str]]:
    """After somebody else's save: what is stored otherwise than typed."""
    if row is None or not form.is_overtaken:
        return []
    return [
        (str(form.fields[name].label), getattr(row, name))
        for name in SECTION_COLUMNS
        if getattr(row, name) != form.cleaned_data[name]
    ]


MOVES: dict[str, Callable[[str, dict[str, Any]], Any]] = {
    "up": lambda what, common: question_move(key=what, up=True, **common),
    "down": lambda what, common: question_move(key=what, up=False, **common),
    "copy": lambda what, common: question_copy(key=what, **common),
    "remove": lambda what, common: question_remove(key=what, **common),
    "section-up": lambda what, common: section_move(section_id=int(what), up=True, **common),
    "section-down": lambda what, common: section_move(section_id=int(what), up=False, **common),
    "section-remove": lambda what, common: section_remove(section_id=int(what), **common),
}
