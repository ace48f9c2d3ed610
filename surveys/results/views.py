"""Pages of results: charts with tables, files, free answers, the card, what was done with it."""

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from csp.decorators import csp_replace

from core.exporting import CSV_TYPE, XLSX_TYPE
from core.keyset import BadCursor
from core.listing import pager_of, public_page
from moderation.segments import segments_of
from surveys.models import Survey, SurveyPage, SurveyQuestion, SurveyText
from surveys.phases import Phase, phase_of
from surveys.projections import card_of
from surveys.results.files import results_csv, results_document, results_xlsx
from surveys.results.shapes import Results
from surveys.results.view import results_of
from surveys.selectors import survey_get
from surveys.selectors.voted import has_voted
from surveys.states import QuestionKind, TextState


@require_safe
def results(request: HttpRequest, key: str) -> HttpResponse:
    """Every question with its chart and its table."""
    survey = _survey(key)
    context = {
        "survey": card_of(survey),
        "row": survey,
        "results": _for_reader(request, survey),
        "key": key,
        "card_url": request.build_absolute_uri(reverse("survey_card", args=[key])),
    }
    return render(request, "pages/surveys/results/page.html", context)


@require_safe
def results_file(request: HttpRequest, key: str, kind: str) -> HttpResponseBase:
    """What everybody may see of the results, as a file."""
    found = results_of(_survey(key))
    if not found.shows_any:
        raise Http404
    response: HttpResponseBase
    if kind == "json":
        dumps = {"ensure_ascii": False, "indent": 1}
        response = JsonResponse(results_document(found), json_dumps_params=dumps)
    elif kind == "xlsx":
        response = HttpResponse(results_xlsx(found), content_type=XLSX_TYPE)
    else:
        response = StreamingHttpResponse(results_csv(found), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{key}-results.{kind}"'
    return response


@require_safe
def texts(request: HttpRequest, key: str, question: str) -> HttpResponse:
    """Published free answers to one question. Their order tells nothing: it is by random ids."""
    survey = _survey(key)
    row = _question(survey, question)
    shown = {item.key: item for item in _for_reader(request, survey).questions}[question]
    if not shown.is_shown:
        raise Http404
    published = SurveyText.objects.filter(question=row, state=TextState.PUBLISHED)
    try:
        page = public_page(
            published, keys=("public_id",), cursor=request.GET.get("cursor", "")[:400], limit=20
        )
    except BadCursor:
        raise Http404 from None
    context = {
        "survey": card_of(survey),
        "question": shown,
        "texts": [(item.language, segments_of(item.body, item.cuts)) for item in page.rows],
        "pager": pager_of(page),
    }
    return render(request, "pages/surveys/results/texts.html", context)


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
def card(request: HttpRequest, key: str) -> HttpResponse:
    """A small page for other sites to frame: without script, the same for everybody."""
    survey = _survey(key)
    found = results_of(survey)
    shown = [item for item in found.questions if item.is_shown and (item.cells or item.lines)]
    context = {
        "survey": card_of(survey),
        "row": survey,
        "results": found,
        "question": next(iter(shown), None),
    }
    return render(request, "pages/surveys/results/card.html", context)


@require_safe
def conclusion(request: HttpRequest, key: str) -> HttpResponse:
    """What the agency did with it: the promise, and what became of it."""
    survey = _survey(key)
    if phase_of(survey, timezone.now()) != Phase.PAST:
        raise Http404
    found = card_of(survey)
    faces: dict[str, SurveyPage] = {face.face_language: face for face in survey.faces}  # type: ignore[attr-defined]
    language = request.path.split("/")[1]
    context = {"survey": found, "page_face": faces.get(language), "key": key}
    return render(request, "pages/surveys/results/conclusion.html", context)


def _survey(key: str) -> Survey:
    try:
        return survey_get(key)
    except Survey.DoesNotExist:
        raise Http404 from None


def _question(survey: Survey, key: str) -> SurveyQuestion:
    row = survey.questions.filter(key=key, kind=QuestionKind.TEXT).first()
    if row is None:
        raise Http404
    return row


def _for_reader(request: HttpRequest, survey: Survey) -> Results:
    user: Any = request.user
    voted = user.is_authenticated and has_voted(survey, user)
    return results_of(survey, has_voted=bool(voted))
