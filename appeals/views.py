"""Public pages of applications."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from appeals.filters import AppealFilterForm
from appeals.models import Appeal
from appeals.pages import appeal_found, detail_page
from appeals.projections import card_of, detail_of
from appeals.selectors import PUBLIC_KEYS, appeal_by_legacy, appeal_get, public_list
from appeals.statements import signature_statement
from core.audience import PUBLIC
from core.keyset import count_up_to
from core.listing import public_page
from signing.files import file_response
from signing.models import File

TABS = (
    ("", gettext_lazy("All")),
    ("yes", gettext_lazy("Answered")),
    ("no", gettext_lazy("Waiting for an answer")),
)


@require_safe
def appeal_list(request: HttpRequest) -> HttpResponse:
    """All published applications, with filters; the same for every reader."""
    form = AppealFilterForm(request.GET)
    is_valid = form.is_valid()
    rows = public_list(form.filters())
    page = public_page(rows, keys=PUBLIC_KEYS, cursor=request.GET.get("cursor", ""))
    count, more = count_up_to(rows)
    context = {
        "form": form,
        "cards": [card_of(row, PUBLIC) for row in page.rows],
        "page_cursor": page,
        "count": count,
        "more": more,
        "tabs": _tabs(request),
        "tags": _tags(request, form),
        "query": _query(request, "cursor"),
        "topic": _topic(form),
    }
    return render(request, "pages/appeals/list.html", context, status=200 if is_valid else 422)


@require_safe
def appeal_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One application. What isn't for this reader looks like nothing at all."""
    return detail_page(request, *appeal_found(request, number))


@require_safe
def appeal_legacy(request: HttpRequest, number: int) -> HttpResponse:
    """An address of the former portal."""
    try:
        appeal = appeal_by_legacy(number)
    except Appeal.DoesNotExist:
        raise Http404 from None
    return HttpResponseRedirect(reverse("appeal_detail", args=[appeal.number]), status=301)


@require_safe
def answer_signature(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """What the portal says of a public answer's signature, sealed, as a file."""
    try:
        detail = detail_of(appeal_get(number, PUBLIC), PUBLIC)
    except Appeal.DoesNotExist:
        raise Http404 from None
    statement = signature_statement(detail, position)
    if statement is None:
        raise Http404
    name = f"{detail.card.number}-answer-{position}-signature.json"
    response = JsonResponse(statement, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_safe
def appeal_file(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """A file of an application or answer, always as an attachment."""
    _, detail = appeal_found(request, number)
    offered = [*detail.files, *(file for answer in detail.answers for file in answer.files)]
    if str(file_id) not in {file.id for file in offered}:
        raise Http404
    return file_response(File.objects.get(pk=file_id))


def _topic(form: AppealFilterForm) -> str:
    """The key of the topic that was chosen, if it is in use."""
    chosen = form.cleaned_data.get("topic")
    return chosen.key if chosen and chosen.is_active else ""


def _query(request: HttpRequest, *without: str, **changed: str) -> str:
    values = request.GET.copy()
    for name in ("cursor", *without):
        values.pop(name, None)
    for name, value in changed.items():
        values[name] = value
    return values.urlencode()


def _tabs(request: HttpRequest) -> list[dict[str, object]]:
    now = request.GET.get("answered", "")
    return [
        {
            "label": label,
            "url": f"?{_query(request, 'answered', **({'answered': value} if value else {}))}",
            "current": value == now,
        }
        for value, label in TABS
    ]


def _tags(request: HttpRequest, form: AppealFilterForm) -> list[dict[str, str]]:
    return [
        {"label": label, "value": value, "url": f"?{_query(request, name)}"}
        for name, label, value in form.chosen()
    ]
