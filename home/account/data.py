"""My data: what is kept, taking it away, erasing at once, blocking, asking, who has read it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import ArchiveDuty, DataRequest
from accounts.readers import reader_of
from accounts.selectors import readings_of, seen_row
from accounts.services import data_request_send, data_unblock, own_data_erase
from accounts.services.erasing import DEVICES
from core.errors import Refused
from core.listing import pager_of, public_page
from core.registry import Personal, adapters
from home.account.tabs import account_tabs
from home.account.takeaway import labels_of_parts, takeaway_make

READINGS_KEYS = ("-at", "-id")
NEWEST = 3


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def data_page(request: HttpRequest) -> HttpResponse:
    """What we keep, and a request about it."""
    user: Any = request.user
    error = ""
    if request.method == "POST":
        try:
            kind, words = request.POST.get("kind", ""), request.POST.get("words", "")
            data_request_send(user=user, kind=kind, words=words)
        except Refused as refusal:
            error = str(refusal.message)
        else:
            messages.success(request, _("Sent. An operator decides, and you will be told."))
            return HttpResponseRedirect(reverse("account_data"))
    readings = [seen_row(row) for row in readings_of(user)[: NEWEST + 1]]
    context = {
        "tabs": account_tabs("account_data"),
        "vault": getattr(user, "vault", None),
        "blocked_at": user.data_blocked_at,
        "parts": labels_of_parts(),
        "kinds": DataRequest.Kind.choices,
        "requests": DataRequest.objects.filter(user=user),
        "readings": readings[:NEWEST],
        "more_readings": len(readings) > NEWEST,
        "duty": ArchiveDuty.current(),
        "error": error,
        "typed": request.POST if error else {},
    }
    status = 422 if error else 200
    return render(request, "pages/home/account/data.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_page(request: HttpRequest) -> HttpResponse:
    """What can go at once and what stays; a POST with the box ticked erases."""
    user: Any = request.user
    error = ""
    if request.method == "POST":
        try:
            counts = own_data_erase(
                user=user,
                confirmed=request.POST.get("confirm") == "yes",
                session_key=request.session.session_key or "",
            )
        except Refused as refusal:
            error = str(refusal.message)
        else:
            messages.success(request, _erased(counts))
            return HttpResponseRedirect(reverse("account_data_erase"))
    context = {
        "tabs": account_tabs("account_data"),
        "goes": [str(one.erases) for one in adapters(Personal).values() if hasattr(one, "erases")],
        "duty": ArchiveDuty.current(),
        "error": error,
    }
    status = 422 if error else 200
    return render(request, "pages/home/account/erase.html", context, status=status)


@never_cache
@login_required
@require_safe
def readings_page(request: HttpRequest) -> HttpResponse:
    """Who opened my data, page by page."""
    user: Any = request.user
    cursor = request.GET.get("cursor", "")[:400]
    page = public_page(readings_of(user), keys=READINGS_KEYS, cursor=cursor)
    context = {
        "tabs": account_tabs("account_data"),
        "rows": [seen_row(row) for row in page.rows],
        "pager": pager_of(page),
    }
    return render(request, "pages/home/account/readings.html", context)


@never_cache
@login_required
@require_POST
def data_unblock_act(request: HttpRequest) -> HttpResponse:
    """Lift the blocking of one's own data, at once."""
    user: Any = request.user
    if data_unblock(user=user, actor=user, reader=reader_of(request)):
        said = _("The blocking is lifted. Your name stays hidden in what is public already.")
        messages.success(request, said)
    return HttpResponseRedirect(reverse("account_data"))


@never_cache
@login_required
@require_POST
def data_download(request: HttpRequest) -> HttpResponseBase:
    """Everything in one file."""
    user: Any = request.user
    try:
        archive = takeaway_make(user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return HttpResponseRedirect(reverse("account_data"))
    name = f"open-dialogue-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")


def _erased(counts: dict[str, int]) -> str:
    """What went, in words and numbers."""
    if not counts:
        return _("There was nothing to erase.")
    labels = {name: str(one.label) for name, one in adapters(Personal).items()}
    labels[DEVICES] = _("Devices signed out")
    said = "; ".join(f"{labels[name]}: {count}" for name, count in counts.items())
    return _("Erased. %(what)s.") % {"what": said}
