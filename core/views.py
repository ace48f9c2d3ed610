"""Pages that belong to no room: how the site looks, and what went wrong."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from core.api import problem_not_found
from core.display import display_from, display_groups, display_of, display_remember


def is_own_path(url: str | None) -> bool:
    """A path of this very site: no host, no scheme, no tricks with slashes."""
    return bool(
        url and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    )


def safe_next(request: HttpRequest, fallback: str) -> str:
    """The return address of this request if it leads to this very site, else the fallback."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_own_path(wanted) else fallback


@require_http_methods(["GET", "POST"])
def display_settings(request: HttpRequest) -> HttpResponse:
    """Choose theme, contrast, letters; remembered in a cookie."""
    if request.method == "POST":
        target = safe_next(request, request.path)
        response: HttpResponse = HttpResponseRedirect(target)
        display_remember(response, display_from(request.POST.dict()))
        return response
    context = {"groups": display_groups(display_of(request)), "next": safe_next(request, "")}
    return render(request, "pages/core/display.html", context)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without its token: cookies off, or a page left open too long."""
    return render(request, "pages/core/csrf.html", {"reason": reason}, status=403)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """A request nobody makes on purpose; most often a text far too long for the form."""
    is_too_long = isinstance(exception, RequestDataTooBig)
    context = {"is_too_long": is_too_long}
    return render(
        request, "pages/core/bad_request.html", context, status=413 if is_too_long else 400
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404 in the reader's language; a problem document for programs."""
    if request.path.startswith("/api/"):
        return problem_not_found(request)
    return render(request, "404.html", status=404)


def nothing_here(request: HttpRequest) -> HttpResponse:
    """In the place of a library's page that would be a door of its own (sign-in by password)."""
    raise Http404
