"""Pages behind the links of mails. Opening one changes nothing; a button or one POST does."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from notifications.services.reaching import email_confirm, email_of_token
from notifications.services.stopping import stop_by_link, stop_undo, stoppable_of


# The link itself says who may: whoever got the message. Mail programs post without our cookies.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_page(request: HttpRequest, token: str) -> HttpResponse:
    """Stop what the message was about, or its channel."""
    stoppable = stoppable_of(token)
    if stoppable is None:
        raise Http404
    context: dict[str, Any] = {"stoppable": stoppable, "token": token}
    if request.method == "POST" and "undo" in request.POST:
        context["undone"] = stop_undo(stoppable, request.POST["undo"])
        context["too_late"] = not context["undone"]
    elif request.method == "POST":
        stopped = stop_by_link(stoppable, everything="everything" in request.POST)
        context |= {"done": stopped.what, "undo": stopped.undo}
    return _page(request, "pages/notifications/stop.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email_confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address."""
    context: dict[str, Any] = {"done": False, "error": ""}
    try:
        if request.method == "POST":
            email_confirm(token=token)
            context["done"] = True
        else:
            email_of_token(token)
    except Refused as refusal:
        context["error"] = refusal.message
        return _page(request, "pages/notifications/confirm.html", context, status=410)
    return _page(request, "pages/notifications/confirm.html", context)


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The address is a secret of its own: it goes to no other site and into no index."""
    response = render(request, template, context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
