"""The page that checks a receipt, and the file of all answers."""

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.address import client_address
from core.errors import TooMany
from core.exporting import CSV_TYPE, csv_stream
from core.rates import rate_take
from surveys.models import Survey
from surveys.projections import SurveyCard, card_of
from surveys.receipts import code_clean
from surveys.recount import recount_json, recount_lines
from surveys.selectors import survey_get
from surveys.selectors.receipt import receipt_check

# A code can't be guessed; this only keeps machines from asking without end.
CHECKS, AN_HOUR = 120, 60 * 60
RECOUNT_HEADER = ("question", "h", "value")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """Type the code, read whether it is counted. The code is never in an address."""
    survey, card = _survey(key)
    typed = request.POST.get("receipt", "")[:200]
    context: dict[str, Any] = {"survey": card, "key": key, "finished": survey.finished_at}
    status = 200
    if request.method == "POST":
        try:
            rate_take(
                scope="receipt", key=client_address(request), limit=CHECKS, per_seconds=AN_HOUR
            )
            found = receipt_check(survey, typed)
            context |= {"found": found, "typed": typed}
            if not found.is_found:
                context["error"] = _error(typed)
                status = 422
        except TooMany as refusal:
            context["error"], status = refusal.message, 429
    return render(request, "pages/surveys/receipt.html", context, status=status)


@require_safe
def recount(request: HttpRequest, key: str, kind: str) -> HttpResponseBase:
    """All answers, question by question, once everything is counted for good."""
    survey, _card = _survey(key)
    if survey.finished_at is None:
        raise Http404
    name = f"{key}-recount"
    if kind == "csv":
        lines = csv_stream(RECOUNT_HEADER, recount_lines(survey))
        response = StreamingHttpResponse(lines, content_type=CSV_TYPE)
    else:
        pieces = recount_json(survey)
        response = StreamingHttpResponse(pieces, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _survey(key: str) -> tuple[Survey, SurveyCard]:
    try:
        survey = survey_get(key)
    except Survey.DoesNotExist:
        raise Http404 from None
    return survey, card_of(survey)


def _error(typed: str) -> str:
    if not typed.strip():
        return _("Type the code of your receipt.")
    if not code_clean(typed):
        return _("A code has 26 letters and digits. Look for a typing error.")
    return _("There are no answers with this code in this survey.")
