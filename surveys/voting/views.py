"""Answering a survey. Thin: read the request, call the verb, show the form or the receipt."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.errors import Refused, TooMany
from surveys.answers import AnswersInvalid
from surveys.models import SurveyPage
from surveys.projections import card_of
from surveys.regions import Region, regions_named
from surveys.selectors import survey_of
from surveys.services.voting import survey_revote, survey_vote
from surveys.states import SurveyState, Voters
from surveys.voters import open_check, voter_check
from surveys.voting.humans import HumanForm, address_take
from surveys.voting.journey import Answering, Errors
from surveys.voting.view import form_view, hidden_pairs

ANSWER = "pages/surveys/answer/"


@never_cache
def answer(request: HttpRequest, page: SurveyPage, *, whole: bool) -> HttpResponse:
    """The form: a step at a time, or all of it on one page."""
    survey = page.survey
    if survey.voters == Voters.PERSON and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    answering = Answering.open(request, page, whole=whole)
    try:
        open_check(survey, timezone.now())
        voter_check(survey, answering.user, timezone.now())
    except Refused as refusal:
        return _stopped(request, answering, refusal)
    if answering.has_voted and not survey.may_change:
        return _stopped(request, answering, Refused(_("You have answered this survey already.")))
    if request.method != "POST":
        return _shown(request, answering)
    return _posted(request, answering)


def _posted(request: HttpRequest, answering: Answering) -> HttpResponse:
    match request.POST.get("go", ""):
        case "back":
            answering.step -= 1
            answering.keep()
            return _shown(request, answering)
        case "keep":
            answering.keep()
            return HttpResponseRedirect(f"{answering.page.get_url(request)}?kept=yes")
        case "quiet":
            answering.keep()
            return HttpResponse(status=204 if answering.is_kept else 409)
        case "vote":
            return _voted(request, answering)
        case _:
            return _next(request, answering)


def _next(request: HttpRequest, answering: Answering) -> HttpResponse:
    if "another" in request.POST:
        return _shown(request, answering)
    errors = answering.errors(answering.current)
    answering.keep()
    if not errors:
        answering.step += 1
    return _shown(request, answering, errors)


def _voted(request: HttpRequest, answering: Answering) -> HttpResponse:
    errors = answering.errors()
    human = _human(request, answering)
    if errors or (human and not human.is_valid()):
        answering.keep()
        _to_first(answering, errors)
        return _shown(request, answering, errors, human=human)
    try:
        return _sent(request, answering)
    except AnswersInvalid as invalid:
        return _shown(request, answering, invalid.errors)
    except Refused as refusal:
        if refusal.code in {"wrong_phase", "voted", "sealed"}:
            return _stopped(request, answering, refusal)
        answering.version = answering.survey.version
        return _shown(request, answering, problem=refusal)


def _sent(request: HttpRequest, answering: Answering) -> HttpResponse:
    survey = answering.survey
    said: dict[str, Any] = {
        "survey_id": survey.pk,
        "voter": answering.user,
        "raw": answering.values,
        "language": answering.page.face_language,
        "region": answering.region,
        "version": answering.version,
    }
    if answering.has_voted:
        if "receipt" not in request.POST:
            # This form was opened before the answer that another device has sent.
            raise Refused(_("You have answered this survey already."), code="receipt")
        survey_revote(code=request.POST.get("receipt", ""), **said)
        code = ""
    else:
        if survey.voters == Voters.ANYBODY:
            address_take(request, survey)
        code = survey_vote(**said).code
    card = card_of(survey_of(answering.page))
    check = request.build_absolute_uri(reverse("survey_receipt", args=[survey.key]))
    context = {"page": answering.page, "survey": card, "code": code, "check_url": check}
    return render(request, f"{ANSWER}receipt.html", context)


def _human(request: HttpRequest, answering: Answering) -> HumanForm | None:
    """The captcha of a survey for anybody; people who signed in need none."""
    if answering.survey.voters != Voters.ANYBODY or answering.user is not None:
        return None
    return HumanForm(request.POST) if request.POST.get("go") == "vote" else HumanForm()


def _to_first(answering: Answering, errors: Errors) -> None:
    """Go to the first step that has something wrong."""
    for number, keys in enumerate(answering.steps, start=1):
        if set(keys) & set(errors):
            answering.step = number
            return


def _shown(
    request: HttpRequest,
    answering: Answering,
    errors: Errors | None = None,
    *,
    human: HumanForm | None = None,
    problem: Refused | None = None,
) -> HttpResponse:
    current = answering.current
    fields = form_view(answering.form, answering.values, errors, seed=answering.seed, only=current)
    if answering.is_last and human is None:
        human = _human(request, answering)
    wrong = bool(errors or problem or (human and human.is_bound and human.errors))
    context = {
        "page": answering.page,
        "survey": answering.survey,
        "answering": answering,
        "fields": fields,
        "hidden": hidden_pairs(answering.form, answering.values, current),
        "strange": (errors or {}).get("", ()),
        "problem": problem.message if problem else "",
        "problem_field": "receipt" if problem and problem.code == "receipt" else "main",
        "region_errors": (errors or {}).get("region", ()) if answering.is_last else (),
        "regions": _regions(answering),
        "region_names": regions_named(answering.survey.regions),
        "human": human if answering.is_last else None,
        "step": answering.step,
        "steps": len(answering.steps),
        "numbers": range(1, len(answering.steps) + 1),
        "wrong": wrong,
    }
    status = 429 if isinstance(problem, TooMany) else 422 if wrong else 200
    return render(request, f"{ANSWER}form.html", context, status=status)


def _regions(answering: Answering) -> list[tuple[str, str]]:
    """The regions one may choose; empty when none is asked here."""
    if not answering.asks_region or not answering.is_last:
        return []
    allowed = answering.survey.regions
    return [(code, str(name)) for code, name in Region.choices if not allowed or code in allowed]


def _stopped(request: HttpRequest, answering: Answering, refusal: Refused) -> HttpResponse:
    """Why nothing can be answered here now; what was typed stands below, to take along."""
    is_public = answering.survey.state == SurveyState.READY
    context = {
        "page": answering.page,
        "survey": answering.survey,
        "why": refusal.message if is_public else "",
        "fields": form_view(answering.form, answering.values) if answering.values else (),
    }
    return render(request, f"{ANSWER}stopped.html", context, status=409)
