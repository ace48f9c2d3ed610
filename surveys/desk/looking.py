"""A survey as people will see it, before they do: its page, and the form tried out.

Trying out leaves no trace: nothing is written, whatever is sent.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache

from core.localized import LANGUAGE_CHOICES, ORDER
from surveys.desk.entry import desk_reader, survey_at_desk, survey_to_edit
from surveys.models import Survey, SurveyPage
from surveys.regions import Region, regions_named
from surveys.selectors.form import form_of
from surveys.voting.journey import REGION, Answering, Errors
from surveys.voting.reading import raw_of
from surveys.voting.view import form_view

LANGUAGE_NAMES = dict(LANGUAGE_CHOICES)


@never_cache
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The page as it is written now, by Wagtail's own view of drafts."""
    survey = survey_to_edit(key, desk_reader(request))
    page = _page_in(survey, _language(request))
    return HttpResponseRedirect(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))


@never_cache
def tryout(request: HttpRequest, key: str) -> HttpResponse:
    """The form in one language, with everything it would say; nothing is kept."""
    survey = survey_at_desk(key, desk_reader(request))
    language = _language(request)
    page = _page_in(survey, language)
    with override(language):
        return render(request, "surveys/desk/tryout.html", _tried(request, survey, page))


def _tried(request: HttpRequest, survey: Survey, page: SurveyPage) -> dict[str, Any]:
    form = form_of(survey)
    answering = Answering(page, survey, form, None, whole=True)
    errors: Errors = {}
    if request.method == "POST":
        answering.values = raw_of(form, request.POST)
        answering.region = request.POST.get(REGION, "")[:2]
        errors = answering.errors()
    fields = form_view(form, answering.values, errors, seed="tryout")
    return {
        "page": page,
        "survey": survey,
        "answering": answering,
        "fields": fields,
        "regions": _regions(answering),
        "region_names": regions_named(survey.regions),
        "region_errors": errors.get(REGION, ()),
        "wrong": bool(errors),
        "is_taken": request.method == "POST" and not errors,
        "languages": [(code, LANGUAGE_NAMES[code], code == page.face_language) for code in ORDER],
    }


def _regions(answering: Answering) -> list[tuple[str, str]]:
    """The regions one may choose, as the voter's own form offers them."""
    if not answering.asks_region:
        return []
    allowed = answering.survey.regions
    return [(code, str(name)) for code, name in Region.choices if not allowed or code in allowed]


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("language", "") or (get_language() or "")[:2]
    return wanted if wanted in ORDER else ORDER[0]


def _page_in(survey: Survey, language: str) -> SurveyPage:
    pages = {page.face_language: page for page in survey.pages.all()}
    found = next((pages[code] for code in (language, *ORDER) if code in pages), None)
    if found is None:
        raise Http404
    draft: SurveyPage = found.get_latest_revision_as_object()
    return draft
