"""The minutes on a sheet and as files."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from conferences.after.files import minutes_csv, minutes_json
from conferences.after.minutes import Minutes, minutes_of
from conferences.models import Conference
from conferences.projections import card_of
from conferences.selectors import conference_get
from core.exporting import CSV_TYPE

Shown = Callable[[HttpRequest, Minutes], HttpResponseBase]


def _with_minutes(show: Shown) -> Callable[..., HttpResponseBase]:
    """Nothing for a conference nobody knows; before closing words that say when."""

    @require_safe
    def view(request: HttpRequest, key: str) -> HttpResponseBase:
        try:
            minutes = minutes_of(key)
            return _too_early(request, key) if minutes is None else show(request, minutes)
        except Conference.DoesNotExist:
            raise Http404 from None

    return view


def _too_early(request: HttpRequest, key: str) -> HttpResponse:
    context = {"conference": card_of(conference_get(key))}
    return render(request, "pages/conferences/minutes_early.html", context, status=404)


@_with_minutes
def minutes_page(request: HttpRequest, minutes: Minutes) -> HttpResponse:
    """The sheet to read and to print."""
    return render(request, "pages/conferences/minutes.html", {"minutes": minutes})


@_with_minutes
def minutes_html(request: HttpRequest, minutes: Minutes) -> HttpResponse:
    """One file that needs nothing else to be read."""
    context: dict[str, Any] = {"minutes": minutes}
    response = render(request, "pages/conferences/minutes_file.html", context)
    return _as_file(response, minutes, "html")


@_with_minutes
def minutes_data(request: HttpRequest, minutes: Minutes) -> HttpResponse:
    """For programs."""
    response = HttpResponse(minutes_json(minutes), content_type="application/json; charset=utf-8")
    return _as_file(response, minutes, "json")


@_with_minutes
def minutes_table(request: HttpRequest, minutes: Minutes) -> HttpResponseBase:
    """For spreadsheets."""
    response = StreamingHttpResponse(minutes_csv(minutes), content_type=CSV_TYPE)
    return _as_file(response, minutes, "csv")


def _as_file(response: Any, minutes: Minutes, ending: str) -> Any:
    name = f"conference-{minutes.conference.key}-minutes-{(get_language() or 'kk')[:2]}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
