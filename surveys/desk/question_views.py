"""One question at the desk, with its answers and rows."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

from core.audience import Reader
from core.errors import Refused
from core.localized import ORDER
from surveys.desk.editing import refuse
from surveys.desk.entry import desk_reader, survey_to_edit
from surveys.desk.forms import value_said
from surveys.desk.question_forms import (
    WITH_LINES,
    Lines,
    QuestionForm,
    line_initial,
    question_initial,
)
from surveys.models import Survey, SurveyQuestion
from surveys.seen import question_mark
from surveys.services.questions import question_put
from surveys.states import QuestionKind

MORE, ANOTHER = "more", "another"
FIRST_LINES = 3
LONGEST_NUMBER = 10


def question_new(request: HttpRequest, key: str) -> HttpResponse:
    """A new question of the kind the address names, perhaps below a heading."""
    reader = desk_reader(request)
    survey = survey_to_edit(key, reader)
    question = _new_of_kind(survey, request.GET.get("kind", ""))
    section = request.GET.get("section", "")
    if section.isdecimal() and len(section) < LONGEST_NUMBER:
        question.section = survey.sections.filter(pk=int(section)).first()
    return _question_page(request, survey, question, reader)


def question_edit(request: HttpRequest, key: str, question: str) -> HttpResponse:
    """A question that is there."""
    reader = desk_reader(request)
    survey = survey_to_edit(key, reader)
    found = survey.questions.filter(key=question).first()
    if found is not None:
        return _question_page(request, survey, found, reader)
    if request.method != "POST":
        raise Http404
    # Somebody has removed it while it was being written: what was typed can still be saved.
    return _removed(request, survey, _new_of_kind(survey, request.POST.get("kind", "")))


def _new_of_kind(survey: Survey, kind: str) -> SurveyQuestion:
    if kind not in QuestionKind.values:
        raise Http404
    return SurveyQuestion(survey=survey, kind=kind)


class Sheet:
    """A question's form with its lines, as stored or as sent."""

    def __init__(self, request: HttpRequest, survey: Survey, question: SurveyQuestion) -> None:
        self.survey, self.question = survey, question
        self.data: QueryDict | None = request.POST.copy() if request.method == "POST" else None
        if self.is_asked_more:
            self._add_line()
        is_new = question.pk is None
        initial = question_initial(question)
        self.form = QuestionForm(
            None if self.is_asked_more else self.data,
            initial=self._typed(initial) if self.is_asked_more else initial,
            survey=survey,
            question=question,
            images=_images(request.user, question),
        )
        self.has_options = question.kind in WITH_LINES
        self.has_rows = question.kind == QuestionKind.MATRIX
        self.options = self._lines("options", [] if is_new else question.options.all())
        self.rows = self._lines("rows", [] if is_new else question.rows.all())

    @property
    def is_asked_more(self) -> bool:
        """A button was pressed that saves nothing: one more line."""
        return self.data is not None and MORE in self.data

    def is_valid(self) -> bool:
        """Everything can be read; the rules come after."""
        lines = [self.options] * self.has_options + [self.rows] * self.has_rows
        return all([self.form.is_valid(), *(each.is_valid() for each in lines)])

    def lines_said(self, lines: Any) -> list[dict[str, Any]]:
        """What stays, in the order the editor gave."""
        kept = [form for form in lines.ordered_forms if form.is_kept]
        return [form.cleaned_data for form in kept]

    @property
    def wrong_fields(self) -> list[Any]:
        """For the summary on top."""
        return [self.form[name] for name in self.form.errors if name in self.form.fields]

    def _typed(self, initial: dict[str, Any]) -> dict[str, Any]:
        """What was typed so far, shown again without looking for faults."""
        assert self.data is not None
        ticks = ("is_required", "random_order")
        typed = {name: value or None for name, value in self.data.dict().items()}
        return {**initial, **typed, **{name: name in self.data for name in ticks}}

    def _add_line(self) -> None:
        assert self.data is not None
        name = f"{self.data[MORE]}-TOTAL_FORMS"
        total = str(self.data.get(name, ""))
        if total.isdecimal() and len(total) < 4 and int(total) < Lines.absolute_max:
            self.data[name] = str(int(total) + 1)

    def _lines(self, prefix: str, rows: Any) -> Any:
        initial = line_initial(rows)
        is_sent = self.data is not None and f"{prefix}-TOTAL_FORMS" in self.data
        lines = Lines(self.data if is_sent else None, initial=initial, prefix=prefix)
        if self.data is None:
            lines.extra = 1 if initial else FIRST_LINES
        return lines


def _question_page(
    request: HttpRequest, survey: Survey, question: SurveyQuestion, reader: Reader
) -> HttpResponse:
    sheet = Sheet(request, survey, question)
    if sheet.data is None or sheet.is_asked_more:
        return _page(request, sheet)
    if sheet.is_valid() and (put := _put(request, sheet, reader)):
        messages.success(request, _("The question is saved."))
        return HttpResponseRedirect(_next_url(request, survey, put))
    return _page(request, sheet, status=422)


def _next_url(request: HttpRequest, survey: Survey, put: SurveyQuestion) -> str:
    """Back to where the question stands in the list, or on to one more of its kind beside it."""
    if ANOTHER not in request.POST:
        return f"{reverse('surveys_desk_questions', args=[survey.key])}#question-{put.key}"
    wanted = {"kind": put.kind} | ({"section": put.section_id} if put.section_id else {})
    return f"{reverse('surveys_desk_question_new', args=[survey.key])}?{urlencode(wanted)}"


def _put(request: HttpRequest, sheet: Sheet, reader: Reader) -> SurveyQuestion | None:
    try:
        return question_put(
            survey_id=sheet.survey.pk,
            fields=sheet.form.said(),
            options=sheet.lines_said(sheet.options) if sheet.has_options else (),
            rows=sheet.lines_said(sheet.rows) if sheet.has_rows else (),
            key=sheet.question.key or "",
            seen=sheet.form.cleaned_data["seen"],
            actor=request.user,
            reader=reader,
        )
    except Refused as refusal:
        refuse(sheet.form, refusal)
        if refusal.code == "changed_meanwhile":
            sheet.question.refresh_from_db()
            sheet.form.overtake(question_mark(sheet.question))
        return None


def _removed(request: HttpRequest, survey: Survey, question: SurveyQuestion) -> HttpResponse:
    sheet = Sheet(request, survey, question)
    if not sheet.is_asked_more:
        sheet.is_valid()
        sheet.form.add_error(
            None, _("Somebody has removed this question. Save it, and it is made anew.")
        )
    url = reverse("surveys_desk_question_new", args=[survey.key])
    return _page(request, sheet, status=422, action=f"{url}?kind={question.kind}")


def _stored(sheet: Sheet) -> list[tuple[str, str]]:
    """After somebody else's save: what is stored otherwise than typed."""
    if not sheet.form.is_overtaken:
        return []
    fields, typed = sheet.form.fields, sheet.form.said()
    stored = question_initial(sheet.question) | {"picture": sheet.question.picture_id}
    found = [
        (str(fields[name].label), value_said(fields[name], stored[name]))
        for name in fields
        if name in stored
        and name not in ("seen", "kind")
        and stored[name] != typed.get(name, typed.get(f"{name}_id"))
    ]
    for name, label, lines in (
        ("options", _("Answers to choose from"), sheet.options),
        ("rows", _("Rows: what is judged"), sheet.rows),
    ):
        words = [_line_words(line) for line in line_initial(getattr(sheet.question, name).all())]
        is_asked = sheet.has_options if name == "options" else sheet.has_rows
        if is_asked and words != [_line_words(line) for line in sheet.lines_said(lines)]:
            found.append((label, "\n".join(words)))
    return found


def _line_words(line: dict[str, Any]) -> str:
    return " / ".join(line.get(f"text_{code}", "") for code in ORDER)


def _page(
    request: HttpRequest, sheet: Sheet, *, status: int = 200, action: str = ""
) -> HttpResponse:
    kind = QuestionKind(sheet.question.kind)
    context = {
        "sheet": sheet,
        "survey": sheet.survey,
        "question": sheet.question,
        "stored": _stored(sheet),
        "action": action,
        "kinds": [] if sheet.question.pk or action else QuestionKind.choices,
        "media": sheet.form.media,
        "page_title": capfirst(str(kind.label)),
        "header_icon": "form",
    }
    return render(request, "surveys/desk/question.html", context, status=status)


def _images(user: Any, question: SurveyQuestion) -> Any:
    """Pictures this editor may choose, and the one that is there."""
    model = get_image_model()
    policy: Any = policy_registry.get_by_type(model)
    own = policy.instances_user_has_permission_for(user, "choose").values("pk")
    return model.objects.filter(Q(pk__in=own) | Q(pk=question.picture_id))
